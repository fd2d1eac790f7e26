#include "internal.h"

#include <stdlib.h>
#include <string.h>

static double mean(const PIX *gray) {
  int32_t width = cpic_pixGetWidth(gray), height = cpic_pixGetHeight(gray);
  size_t line = (size_t)cpic_pixGetWpl(gray);
  const uint32_t *data = cpic_pixGetData(gray);
  double sum = 0;
  size_t count = 0;
  for (int32_t y = 0; y < height; y += 4) {
    for (int32_t x = 0; x < width / 4; x += 2, count++) sum += data[(size_t)y * line + (size_t)x] >> 24;
  }
  return count ? sum / (double)count : 255;
}

// Dark text on light: where the surroundings are dark, the place is inverted.
static void invert_where_dark(PIX *gray) {
  enum { reach = 40 };
  int32_t width = cpic_pixGetWidth(gray), height = cpic_pixGetHeight(gray);
  if (width <= 2 * reach + 1 || height <= 2 * reach + 1) return;
  PIX *around = cpic_pixBlockconv(gray, reach, reach);
  if (!around) return;
  size_t words = (size_t)cpic_pixGetWpl(gray) * (size_t)height;
  uint32_t *data = cpic_pixGetData(gray);
  const uint32_t *other = cpic_pixGetData(around);
  for (size_t index = 0; index < words; index++) {
    // Four pixels a word; the top bit of each tells whether it is light.
    uint32_t dark = ~other[index] & 0x80808080u;
    data[index] ^= (dark >> 7) * 0xFFu;
  }
  cpic_pixDestroy(&around);
}

static PIX *prepare(cpic_page *page, const cpic_setting *setting) {
  PIX *gray = cpic_pixConvertTo8(page, 0);
  if (!gray) return NULL;
  if (setting->local) {
    invert_where_dark(gray);
  } else if (mean(gray) < 128) {
    cpic_pixInvert(gray, gray);
  }
  PIX *scaled = cpic_pixScale(gray, (float)setting->scale, (float)setting->scale);
  cpic_pixDestroy(&gray);
  return scaled;
}

int cpic_read_words(cpic_page *page, const cpic_setting *setting, void *context,
                    void (*take)(void *context, const cpic_word *word)) {
  enum { RIL_WORD = 3 };
  PIX *image = prepare(page, setting);
  if (!image) return 1;
  double scale = setting->scale;
  cpic_TessBaseAPISetPageSegMode(cpic_engine, setting->segmentation);
  cpic_TessBaseAPISetImage2(cpic_engine, image);
  cpic_TessBaseAPISetSourceResolution(cpic_engine, (int)(96 * scale));
  int failed = cpic_TessBaseAPIRecognize(cpic_engine, NULL);
  TessResultIterator *words = failed ? NULL : cpic_TessBaseAPIGetIterator(cpic_engine);
  if (words) {
    const TessPageIterator *places = cpic_TessResultIteratorGetPageIterator(words);
    do {
      char *text = cpic_TessResultIteratorGetUTF8Text(words, RIL_WORD);
      if (!text) continue;
      int left = 0, top = 0, right = 0, bottom = 0;
      if (*text &&
          cpic_TessPageIteratorBoundingBox(places, RIL_WORD, &left, &top, &right, &bottom)) {
        cpic_word word = {
            .x = (int32_t)(left / scale),
            .y = (int32_t)(top / scale),
            .width = (int32_t)((right - left) / scale + 1),
            .height = (int32_t)((bottom - top) / scale + 1),
            .confidence = (int32_t)cpic_TessResultIteratorConfidence(words, RIL_WORD),
            .text = text,
        };
        take(context, &word);
      }
      cpic_TessDeleteText(text);
    } while (cpic_TessResultIteratorNext(words, RIL_WORD));
    cpic_TessResultIteratorDelete(words);
  }
  cpic_TessBaseAPIClear(cpic_engine);
  cpic_pixDestroy(&image);
  return failed;
}

// MARK: Codes

static int scan(void *scanner, PIX *gray, double scale, void *context,
                void (*take)(void *context, const cpic_code *code)) {
  uint32_t width = (uint32_t)cpic_pixGetWidth(gray), height = (uint32_t)cpic_pixGetHeight(gray);
  size_t line = (size_t)cpic_pixGetWpl(gray);
  const uint32_t *data = cpic_pixGetData(gray);
  uint8_t *bytes = malloc((size_t)width * height);
  void *image = cpic_zbar_image_create();
  if (!bytes || !image) {
    free(bytes);
    if (image) cpic_zbar_image_destroy(image);
    return 1;
  }
  for (uint32_t y = 0; y < height; y++) {
    for (uint32_t x = 0; x < width; x++) {
      bytes[(size_t)y * width + x] =
          (uint8_t)(data[y * line + x / 4] >> (24 - 8 * (x % 4)));
    }
  }
  cpic_zbar_image_set_format(image, 'Y' | '8' << 8 | '0' << 16 | (unsigned long)'0' << 24);
  cpic_zbar_image_set_size(image, width, height);
  cpic_zbar_image_set_data(image, bytes, (unsigned long)width * height, NULL);
  int failed = cpic_zbar_scan_image(scanner, image) < 0;
  for (const void *symbol = failed ? NULL : cpic_zbar_image_first_symbol(image); symbol;
       symbol = cpic_zbar_symbol_next(symbol)) {
    unsigned points = cpic_zbar_symbol_get_loc_size(symbol);
    int left = (int)width, top = (int)height, right = 0, bottom = 0;
    for (unsigned point = 0; point < points; point++) {
      int x = cpic_zbar_symbol_get_loc_x(symbol, point);
      int y = cpic_zbar_symbol_get_loc_y(symbol, point);
      if (x < left) left = x;
      if (y < top) top = y;
      if (x > right) right = x;
      if (y > bottom) bottom = y;
    }
    if (points == 0) left = top = 0, right = (int)width, bottom = (int)height;
    cpic_code code = {
        .x = (int32_t)(left / scale),
        .y = (int32_t)(top / scale),
        .width = (int32_t)((right - left) / scale + 1),
        .height = (int32_t)((bottom - top) / scale + 1),
        .data = cpic_zbar_symbol_get_data(symbol),
        .length = cpic_zbar_symbol_get_data_length(symbol),
    };
    take(context, &code);
  }
  cpic_zbar_image_destroy(image);
  free(bytes);
  return failed;
}

int cpic_read_codes(cpic_page *page, void *context,
                    void (*take)(void *context, const cpic_code *code)) {
  PIX *gray = cpic_pixConvertTo8(page, 0);
  void *scanner = cpic_zbar_image_scanner_create();
  int failed = !gray || !scanner;
  if (!failed) {
    cpic_zbar_image_scanner_set_config(scanner, 0, 0, 1);
    double pixels = (double)cpic_pixGetWidth(gray) * cpic_pixGetHeight(gray);
    failed = scan(scanner, gray, 1, context, take);
    cpic_pixInvert(gray, gray);
    failed = scan(scanner, gray, 1, context, take) || failed;
    cpic_pixInvert(gray, gray);
    // Small codes have modules of two pixels and less.
    PIX *larger = pixels <= 6e6 ? cpic_pixScale(gray, 2.0f, 2.0f) : NULL;
    if (larger) {
      failed = scan(scanner, larger, 2, context, take) || failed;
      cpic_pixDestroy(&larger);
    }
  }
  if (scanner) cpic_zbar_image_scanner_destroy(scanner);
  if (gray) cpic_pixDestroy(&gray);
  return failed;
}
