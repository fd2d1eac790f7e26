#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libtiff's numbers (tiff.h).
enum {
  SUBFILETYPE = 254, IMAGEWIDTH = 256, IMAGELENGTH = 257, BITSPERSAMPLE = 258, COMPRESSION = 259,
  PHOTOMETRIC = 262, SAMPLESPERPIXEL = 277, ROWSPERSTRIP = 278, XRESOLUTION = 282,
  YRESOLUTION = 283, PLANARCONFIG = 284, RESOLUTIONUNIT = 296,
};
enum { FILETYPE_PAGE = 2, COMPRESSION_LZW = 5, PHOTOMETRIC_RGB = 2, PLANARCONFIG_CONTIG = 1, RESUNIT_INCH = 2 };

// A file in memory.
typedef struct {
  uint8_t *bytes;
  size_t length, room;
  uint64_t place;
  int failed;
} File;

static const size_t most = (size_t)1 << 29;

static ssize_t take(void *context, void *bytes, ssize_t count) {
  File *file = context;
  if (count <= 0 || file->place >= file->length) return 0;
  size_t wanted = (size_t)count, rest = file->length - (size_t)file->place;
  if (wanted > rest) wanted = rest;
  memcpy(bytes, file->bytes + file->place, wanted);
  file->place += wanted;
  return (ssize_t)wanted;
}

static int make_room(File *file, size_t end) {
  if (end <= file->room) return 1;
  size_t room = file->room ? file->room : 1 << 16;
  while (room < end) room *= 2;
  uint8_t *bytes = realloc(file->bytes, room);
  if (!bytes) return 0;
  file->bytes = bytes;
  file->room = room;
  return 1;
}

static ssize_t put(void *context, void *bytes, ssize_t count) {
  File *file = context;
  if (count <= 0) return 0;
  size_t wanted = (size_t)count;
  if (wanted > most || file->place > most - wanted || !make_room(file, (size_t)file->place + wanted)) {
    file->failed = 1;
    return 0;
  }
  size_t start = (size_t)file->place;
  if (start > file->length) memset(file->bytes + file->length, 0, start - file->length);
  memcpy(file->bytes + start, bytes, wanted);
  file->place += wanted;
  if (file->place > file->length) file->length = (size_t)file->place;
  return count;
}

static uint64_t seek(void *context, uint64_t offset, int whence) {
  File *file = context;
  if (whence == SEEK_CUR) offset += file->place;
  if (whence == SEEK_END) offset += file->length;
  return file->place = offset;
}

static uint64_t size(void *context) { return ((File *)context)->length; }
static int leave(void *context) { return context == NULL; }

static int write_page(TIFF *tiff, PIX *page, int isOneOfSeveral, unsigned resolution, uint8_t *line) {
  uint32_t width = cpic_width(page), height = cpic_height(page);
  const struct { uint32_t tag, value; } numbers[] = {
      {IMAGEWIDTH, width}, {IMAGELENGTH, height}, {BITSPERSAMPLE, 8}, {SAMPLESPERPIXEL, 3},
      {COMPRESSION, COMPRESSION_LZW}, {PHOTOMETRIC, PHOTOMETRIC_RGB},
      {PLANARCONFIG, PLANARCONFIG_CONTIG}, {ROWSPERSTRIP, 64}, {RESOLUTIONUNIT, RESUNIT_INCH},
  };
  for (size_t index = 0; index < sizeof numbers / sizeof *numbers; index++) {
    if (!cpic_TIFFSetField(tiff, numbers[index].tag, numbers[index].value)) return 0;
  }
  if (!cpic_TIFFSetField(tiff, XRESOLUTION, (double)resolution)) return 0;
  if (!cpic_TIFFSetField(tiff, YRESOLUTION, (double)resolution)) return 0;
  if (isOneOfSeveral && !cpic_TIFFSetField(tiff, SUBFILETYPE, (uint32_t)FILETYPE_PAGE)) return 0;
  const uint32_t *from = cpic_pixGetData(page);
  for (uint32_t row = 0; row < height; row++) {
    uint8_t *to = line;
    for (uint32_t column = 0; column < width; column++, from++) {
      *to++ = (uint8_t)(*from >> 24);
      *to++ = (uint8_t)(*from >> 16);
      *to++ = (uint8_t)(*from >> 8);
    }
    if (cpic_TIFFWriteScanline(tiff, line, row, 0) != 1) return 0;
  }
  return cpic_TIFFWriteDirectory(tiff);
}

int cpic_write_tiff(PIX *const *pages, size_t count, unsigned resolution, uint8_t **bytes,
                    size_t *length) {
  if (!cpic_has_tiff) return 1;
  size_t widest = 0;
  for (size_t index = 0; index < count; index++) {
    if (cpic_width(pages[index]) > widest) widest = cpic_width(pages[index]);
  }
  File file = {0};
  uint8_t *line = malloc(widest * 3);
  TIFF *tiff = cpic_TIFFClientOpen("", "w", &file, take, put, seek, leave, size, NULL, NULL);
  int done = line && tiff;
  for (size_t index = 0; index < count && done; index++) {
    done = write_page(tiff, pages[index], count > 1, resolution, line);
  }
  if (tiff) cpic_TIFFClose(tiff);
  free(line);
  if (!done || file.failed) {
    free(file.bytes);
    return 1;
  }
  *bytes = file.bytes;
  *length = file.length;
  return 0;
}
