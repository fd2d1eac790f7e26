#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Leptonica's numbers of formats (imageio.h).
enum { IFF_JFIF_JPEG = 2, IFF_PNG = 3, IFF_TIFF = 4, IFF_TIFF_ZIP = 10, IFF_WEBP = 15 };

static cpic_format format_of(int32_t number) {
  if (number == IFF_PNG) return CPIC_PNG;
  if (number == IFF_JFIF_JPEG) return CPIC_JPEG;
  if (number == IFF_WEBP) return CPIC_WEBP;
  return number >= IFF_TIFF && number <= IFF_TIFF_ZIP ? CPIC_TIFF : 0;
}

int cpic_read_header(const uint8_t *bytes, size_t count, cpic_header *header) {
  int32_t format = 0, width = 0, height = 0, bits, samples, mapped;
  if (cpic_pixReadHeaderMem(bytes, count, &format, &width, &height, &bits, &samples, &mapped) != 0) {
    return 0;
  }
  if (width <= 0 || height <= 0 || format_of(format) == 0) return 0;
  *header = (cpic_header){format_of(format), (uint32_t)width, (uint32_t)height};
  return 1;
}

int cpic_read_tiff_header(const uint8_t *bytes, size_t count, uint32_t page, cpic_header *header) {
  int32_t width = 0, height = 0, bits, samples, resolution, mapped, format;
  if (cpic_readHeaderMemTiff(bytes, count, (int32_t)page, &width, &height, &bits, &samples,
                             &resolution, &mapped, &format) != 0) {
    return 0;
  }
  if (width <= 0 || height <= 0) return 0;
  *header = (cpic_header){CPIC_TIFF, (uint32_t)width, (uint32_t)height};
  return 1;
}

// Takes the page over: without its alpha, its palette and its texts.
static cpic_page *plain(PIX *page) {
  if (!page) return NULL;
  PIX *opaque = cpic_pixRemoveAlpha(page);
  cpic_pixDestroy(&page);
  if (!opaque) return NULL;
  PIX *result = cpic_pixConvertTo32(opaque);
  cpic_pixDestroy(&opaque);
  if (!result) return NULL;
  // A page of one's own: the converted one may be the decoder's, with all that hangs on it.
  int32_t width = cpic_pixGetWidth(result), height = cpic_pixGetHeight(result);
  PIX *copy = cpic_pixCreate(width, height, 32);
  if (copy) {
    size_t line = (size_t)cpic_pixGetWpl(copy);
    const uint32_t *from = cpic_pixGetData(result);
    uint32_t *to = cpic_pixGetData(copy);
    for (size_t index = 0; index < line * (size_t)height; index++) to[index] = from[index] & ~0xFFu;
  }
  cpic_pixDestroy(&result);
  return copy;
}

cpic_page *cpic_decode(const uint8_t *bytes, size_t count) {
  return plain(cpic_pixReadMem(bytes, count));
}

cpic_page *cpic_decode_tiff(const uint8_t *bytes, size_t count, size_t *offset) {
  return plain(cpic_pixReadMemFromMultipageTiff(bytes, count, offset));
}

cpic_page *cpic_make(const uint8_t *pixels, uint32_t width, uint32_t height) {
  PIX *page = cpic_pixCreate((int32_t)width, (int32_t)height, 32);
  if (!page) return NULL;
  uint32_t *to = cpic_pixGetData(page);
  for (size_t index = 0; index < (size_t)width * height; index++, pixels += 3) {
    to[index] = (uint32_t)pixels[0] << 24 | (uint32_t)pixels[1] << 16 | (uint32_t)pixels[2] << 8;
  }
  return page;
}

void cpic_free(cpic_page *page) { cpic_pixDestroy(&page); }
uint32_t cpic_width(const cpic_page *page) { return (uint32_t)cpic_pixGetWidth(page); }
uint32_t cpic_height(const cpic_page *page) { return (uint32_t)cpic_pixGetHeight(page); }

cpic_page *cpic_orient(cpic_page *page, unsigned orientation) {
  // Quarter turns clockwise, after a flip from left to right for 2, 4, 5 and 7.
  static const int turns[] = {0, 0, 0, 2, 2, 3, 1, 1, 3};
  if (orientation < 2 || orientation > 8) return NULL;
  int isFlipped = orientation == 2 || orientation == 4 || orientation == 5 || orientation == 7;
  PIX *flipped = isFlipped ? cpic_pixFlipLR(NULL, page) : NULL;
  if (isFlipped && !flipped) return NULL;
  PIX *turned = cpic_pixRotateOrth(flipped ? flipped : page, turns[orientation]);
  if (flipped) cpic_pixDestroy(&flipped);
  return turned;
}

cpic_page *cpic_halve(cpic_page *page) { return cpic_pixScale(page, 0.5f, 0.5f); }

cpic_page *cpic_turn(cpic_page *page, double degrees) {
  if (fmod(degrees, 90) == 0) {
    int quarters = ((int)(degrees / 90) % 4 + 4) % 4;
    return cpic_pixRotateOrth(page, quarters);
  }
  enum { L_ROTATE_AREA_MAP = 1, L_BRING_IN_WHITE = 1 };
  int32_t width = cpic_pixGetWidth(page), height = cpic_pixGetHeight(page);
  return cpic_pixRotate(page, (float)(degrees * 3.14159265358979323846 / 180), L_ROTATE_AREA_MAP,
                        L_BRING_IN_WHITE, width, height);
}

// MARK: Painting

static void fill(PIX *page, int64_t left, int64_t top, int64_t right, int64_t bottom,
                 uint32_t colour) {
  int64_t width = cpic_pixGetWidth(page), height = cpic_pixGetHeight(page);
  if (left < 0) left = 0;
  if (top < 0) top = 0;
  if (right > width) right = width;
  if (bottom > height) bottom = height;
  uint32_t *data = cpic_pixGetData(page);
  for (int64_t y = top; y < bottom; y++) {
    for (int64_t x = left; x < right; x++) data[y * width + x] = colour;
  }
}

// White on black, as wide as the text; NULL where there is no room for it.
static PIX *draw(const char *text, int64_t width, int64_t height) {
  enum { size = 8, smallest = 10 };
  L_BMF *font = cpic_bmfCreate(NULL, size);
  if (!font) return NULL;
  int32_t wide = 0, base = 0, end = 0, overflow = 0;
  cpic_bmfGetStringWidth(font, text, &wide);
  cpic_bmfGetBaseline(font, 'A', &base);
  int32_t tall = base + base / 3;
  PIX *scaled = NULL;
  double scale = tall > 0 ? (double)height / tall : 0;
  if (scale > 3) scale = 3;
  if (wide > 0 && scale * (wide + 8) > (double)width) scale = (double)width / (wide + 8);
  if (wide > 0 && tall * scale >= smallest) {
    PIX *line = cpic_pixCreate(wide + 8, tall, 32);
    if (line) {
      cpic_pixSetTextline(line, font, text, 0xFFFFFF00, 4, base, &end, &overflow);
      scaled = cpic_pixScale(line, (float)scale, (float)scale);
      cpic_pixDestroy(&line);
    }
  }
  cpic_bmfDestroy(&font);
  return scaled;
}

void cpic_fill(cpic_page *page, const cpic_box *box) {
  fill(page, box->x, box->y, box->x + box->width, box->y + box->height, 0);
}

void cpic_label(cpic_page *page, const cpic_box *box, const char *text, const char *shorter) {
  int64_t x = box->x, y = box->y, width = box->width, height = box->height;
  PIX *label = draw(text, width - 4, height - 2);
  if (!label) label = draw(shorter, width - 4, height - 2);
  if (!label) return;
  int64_t wide = cpic_pixGetWidth(page), tall = cpic_pixGetHeight(page);
  int64_t line = cpic_pixGetWidth(label), lines = cpic_pixGetHeight(label);
  const uint32_t *from = cpic_pixGetData(label);
  uint32_t *to = cpic_pixGetData(page);
  int64_t top = y + (height - lines) / 2;
  for (int64_t row = 0; row < lines; row++) {
    for (int64_t column = 0; column < line && column < width; column++) {
      int64_t left = x + 2 + column, down = top + row;
      if (left < 0 || down < 0 || left >= wide || down >= tall) continue;
      // Where boxes meet, neither label loses its edge.
      uint32_t *pixel = &to[down * wide + left], drawn = from[row * line + column] & ~0xFFu;
      if (drawn > *pixel) *pixel = drawn;
    }
  }
  cpic_pixDestroy(&label);
}

// MARK: Encoding

int cpic_encode(cpic_page *const *pages, size_t count, cpic_format format, unsigned resolution,
                uint8_t **bytes, size_t *length) {
  *bytes = NULL;
  *length = 0;
  if (count == 0) return 1;
  if (format == CPIC_PNG) return cpic_pixWriteMem(bytes, length, pages[0], IFF_PNG);
  if (format == CPIC_JPEG) return cpic_pixWriteMemJpeg(bytes, length, pages[0], 90, 0);
  if (format == CPIC_WEBP) return cpic_pixWriteMemWebP(bytes, length, pages[0], 90, 1);
  if (format == CPIC_TIFF) return cpic_write_tiff(pages, count, resolution, bytes, length);
  PIXA *all = cpic_pixaCreate((int32_t)count);
  if (!all) return 1;
  enum { L_COPY = 1, L_CLONE = 2, L_JPEG_ENCODE = 1, L_FLATE_ENCODE = 3 };
  int failed = 0;
  for (size_t index = 0; index < count && !failed; index++) {
    cpic_pixSetResolution(pages[index], (int32_t)resolution, (int32_t)resolution);
    failed = cpic_pixaAddPix(all, pages[index], L_CLONE);
  }
  if (!failed && format == CPIC_PDF) {
    failed = cpic_pixaConvertToPdfData(all, (int32_t)resolution, 1.0f, L_FLATE_ENCODE, 0, "",
                                       bytes, length);
  }
  cpic_pixaDestroy(&all);
  return failed;
}

void cpic_free_bytes(void *bytes) { free(bytes); }
size_t cpic_length(const char *text) { return strlen(text); }
