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
static void invert_where_dark(PIX *gray, int32_t reach) {
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
  PIX *gray = setting->contrast ? cpic_against_ground(page, (unsigned)setting->contrast) : cpic_pixConvertTo8(page, 0);
  if (!gray) return NULL;
  if (setting->reach > 0) {
    invert_where_dark(gray, setting->reach);
  } else if (!setting->contrast && mean(gray) < 128) {
    cpic_pixInvert(gray, gray);
  }
  PIX *scaled = cpic_pixScale(gray, (float)setting->scale, (float)setting->scale);
  cpic_pixDestroy(&gray);
  return scaled;
}

enum { RIL_WORD = 3, RIL_SYMBOL = 4, longest = 4096 };

// Where the signs of a word begin, and moves to the next word. Returns whether it is told for every
// byte of the text; *more is whether there is another word.
static int signs(TessResultIterator *words, const TessPageIterator *places, const char *text,
                 double scale, int32_t *starts, int *more) {
  size_t length = strlen(text), filled = 0;
  int whole = length <= longest;
  do {
    char *sign = cpic_TessResultIteratorGetUTF8Text(words, RIL_SYMBOL);
    size_t bytes = sign ? strlen(sign) : 0;
    int left = 0, top = 0, right = 0, bottom = 0;
    whole = whole && filled + bytes <= length && memcmp(text + filled, sign ? sign : "", bytes) == 0 &&
            cpic_TessPageIteratorBoundingBox(places, RIL_SYMBOL, &left, &top, &right, &bottom);
    for (size_t byte = 0; whole && byte < bytes; byte++) {
      starts[filled++] = (int32_t)(left / scale);
    }
    if (sign) cpic_TessDeleteText(sign);
    *more = cpic_TessResultIteratorNext(words, RIL_SYMBOL);
  } while (*more && !cpic_TessPageIteratorIsAtBeginningOf(places, RIL_WORD));
  return whole && filled == length;
}

static void hand_over(TessResultIterator *words, double scale, void *context,
                      void (*take)(void *context, const cpic_word *word)) {
  const TessPageIterator *places = cpic_TessResultIteratorGetPageIterator(words);
  int32_t starts[longest];
  int more = 1;
  while (more) {
    char *text = cpic_TessResultIteratorGetUTF8Text(words, RIL_WORD);
    int left = 0, top = 0, right = 0, bottom = 0;
    if (!text || !*text ||
        !cpic_TessPageIteratorBoundingBox(places, RIL_WORD, &left, &top, &right, &bottom)) {
      if (text) cpic_TessDeleteText(text);
      more = cpic_TessResultIteratorNext(words, RIL_WORD);
      continue;
    }
    cpic_word word = {
        .x = (int32_t)(left / scale),
        .y = (int32_t)(top / scale),
        .width = (int32_t)((right - left) / scale + 1),
        .height = (int32_t)((bottom - top) / scale + 1),
        .confidence = (int32_t)cpic_TessResultIteratorConfidence(words, RIL_WORD),
        .text = text,
    };
    word.starts = signs(words, places, text, scale, starts, &more) ? starts : NULL;
    take(context, &word);
    cpic_TessDeleteText(text);
  }
}

int cpic_read_words(cpic_page *page, const cpic_setting *setting, void *context,
                    void (*take)(void *context, const cpic_word *word)) {
  PIX *image = prepare(page, setting);
  if (!image) return 1;
  double scale = setting->scale;
  cpic_TessBaseAPISetPageSegMode(cpic_engine, setting->segmentation);
  cpic_TessBaseAPISetImage2(cpic_engine, image);
  cpic_TessBaseAPISetSourceResolution(cpic_engine, (int)(96 * scale));
  int failed = cpic_TessBaseAPIRecognize(cpic_engine, NULL);
  TessResultIterator *words = failed ? NULL : cpic_TessBaseAPIGetIterator(cpic_engine);
  if (words) {
    hand_over(words, scale, context, take);
    cpic_TessResultIteratorDelete(words);
  }
  cpic_TessBaseAPIClear(cpic_engine);
  cpic_pixDestroy(&image);
  return failed;
}

uint32_t cpic_type_height(cpic_page *page) {
  enum { tallest = 256, sparse = 11 };
  uint32_t counts[tallest] = {0}, all = 0;
  PIX *gray = cpic_pixConvertTo8(page, 0);
  if (!gray) return 0;
  cpic_TessBaseAPISetPageSegMode(cpic_engine, sparse);
  cpic_TessBaseAPISetImage2(cpic_engine, gray);
  cpic_TessBaseAPISetSourceResolution(cpic_engine, 96);
  TessPageIterator *places = cpic_TessBaseAPIAnalyseLayout(cpic_engine);
  int more = places != NULL;
  while (more) {
    int left = 0, top = 0, right = 0, bottom = 0;
    // Three signs and more: a dash is no measure.
    if (cpic_TessPageIteratorBoundingBox(places, RIL_WORD, &left, &top, &right, &bottom) &&
        2 * (right - left) > 3 * (bottom - top) && bottom > top && bottom - top < tallest) {
      counts[bottom - top]++, all++;
    }
    more = cpic_TessPageIteratorNext(places, RIL_WORD);
  }
  if (places) cpic_TessPageIteratorDelete(places);
  cpic_TessBaseAPIClear(cpic_engine);
  cpic_pixDestroy(&gray);
  uint32_t below = 0;
  for (uint32_t height = 0; height < tallest; height++) {
    below += counts[height];
    if (below * 2 > all) return height;
  }
  return 0;
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
