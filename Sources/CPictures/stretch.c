#include "internal.h"

#include <stdlib.h>

// In parts of a box's height: what is a blank between words, how far a word may go on to a side, and
// above and below.
enum { blank_percent = 28, side_percent = 700, height_percent = 30 };
// Weaker differences from the ground are noise.
enum { inked = 40 };

typedef struct {
  const uint32_t *pixels;
  int64_t line, width, height;
  uint32_t ground;
} surface;

static int channel(uint32_t pixel, int shift) { return (int)(pixel >> shift & 0xFF); }

static int is_ink(const surface *page, int64_t x, int64_t y) {
  uint32_t pixel = page->pixels[y * page->line + x];
  for (int shift = 8; shift <= 24; shift += 8) {
    if (abs(channel(pixel, shift) - channel(page->ground, shift)) > inked) return 1;
  }
  return 0;
}

// The colour that most of a box has, told by four bits of each channel.
static uint32_t ground(const surface *page, int64_t left, int64_t top, int64_t right, int64_t bottom) {
  uint32_t counts[4096] = {0}, last[4096] = {0};
  uint32_t most = 0;
  for (int64_t y = top; y < bottom; y++) {
    for (int64_t x = left; x < right; x++) {
      uint32_t pixel = page->pixels[y * page->line + x];
      uint32_t place = (pixel >> 28) << 8 | (pixel >> 20 & 0xF) << 4 | (pixel >> 12 & 0xF);
      last[place] = pixel;
      if (++counts[place] > counts[most]) most = place;
    }
  }
  return last[most];
}

static int64_t inked_columns(const surface *page, int64_t y, int64_t left, int64_t right) {
  int64_t count = 0;
  for (int64_t x = left; x < right; x++) count += is_ink(page, x, y);
  return count;
}

// Underlines and frames go on beyond the word: rows that are ink from one end to the other tell nothing.
static int column_has_ink(const surface *page, const uint8_t *is_line, int64_t x, int64_t top,
                          int64_t bottom) {
  for (int64_t y = top; y < bottom; y++) {
    if (!is_line[y - top] && is_ink(page, x, y)) return 1;
  }
  return 0;
}

void cpic_stretch(const cpic_page *pix, cpic_box *box, uint32_t sides) {
  surface page = {.pixels = cpic_pixGetData((PIX *)pix),
                  .line = cpic_pixGetWpl(pix),
                  .width = cpic_pixGetWidth(pix),
                  .height = cpic_pixGetHeight(pix)};
  int64_t left = box->x < 0 ? 0 : box->x, top = box->y < 0 ? 0 : box->y;
  int64_t right = box->x + box->width, bottom = box->y + box->height, height = box->height;
  if (right > page.width) right = page.width;
  if (bottom > page.height) bottom = page.height;
  if (left >= right || top >= bottom) return;
  page.ground = ground(&page, left, top, right, bottom);
  uint8_t *is_line = malloc((size_t)(bottom - top));
  if (!is_line) return;
  for (int64_t y = top; y < bottom; y++) {
    is_line[y - top] = inked_columns(&page, y, left, right) * 10 >= (right - left) * 9;
  }
  int64_t blank = height * blank_percent / 100, most = height * side_percent / 100;
  if (blank < 2) blank = 2;
  if (sides & 2) {
    int64_t end = right + most < page.width ? right + most : page.width;
    for (int64_t x = right, gap = 0; x < end && gap <= blank; x++) {
      gap = column_has_ink(&page, is_line, x, top, bottom) ? 0 : gap + 1;
      if (gap == 0) right = x + 1;
    }
  }
  if (sides & 1) {
    int64_t end = left > most ? left - most : 0;
    for (int64_t x = left - 1, gap = 0; x >= end && gap <= blank; x--) {
      gap = column_has_ink(&page, is_line, x, top, bottom) ? 0 : gap + 1;
      if (gap == 0) left = x;
    }
  }
  free(is_line);
  int64_t above = top - height * height_percent / 100, below = bottom + height * height_percent / 100;
  if (above < 0) above = 0;
  if (below > page.height) below = page.height;
  while (top > above && inked_columns(&page, top - 1, left, right) > 0) top--;
  while (bottom < below && inked_columns(&page, bottom, left, right) > 0) bottom++;
  *box = (cpic_box){left, top, right - left, bottom - top};
}
