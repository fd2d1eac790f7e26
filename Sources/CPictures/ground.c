#include "internal.h"

#include <stdlib.h>
#include <string.h>

// The ground is told from every fourth pixel: the median of nine by nine of them, which text, being
// less than half of its surroundings, doesn't reach.
enum { step = 4, reach = 4, half = (2 * reach + 1) * (2 * reach + 1) / 2 };
// Ink is stretched by the strongest within some twelve pixels.
enum { spread = 3 };

static int32_t within(int32_t value, int32_t count) {
  return value < 0 ? 0 : value >= count ? count - 1 : value;
}

static uint8_t larger(uint8_t a, uint8_t b) { return a > b ? a : b; }

// Adds a column of the window around a row to the counts, or takes it out.
static void count_column(int32_t counts[256], int32_t *below, int32_t median, const uint8_t *plane,
                         int32_t width, int32_t height, int32_t x, int32_t y, int32_t sign) {
  for (int32_t row = y - reach; row <= y + reach; row++) {
    uint8_t value = plane[(size_t)within(row, height) * (size_t)width + (size_t)within(x, width)];
    counts[value] += sign;
    if (value < median) *below += sign;
  }
}

static void take_medians(const uint8_t *plane, uint8_t *medians, int32_t width, int32_t height) {
  for (int32_t y = 0; y < height; y++) {
    int32_t counts[256] = {0}, below = 0, median = 0;
    for (int32_t x = -reach; x <= reach; x++) {
      count_column(counts, &below, median, plane, width, height, x, y, 1);
    }
    for (int32_t x = 0; x < width; x++) {
      if (x > 0) {
        count_column(counts, &below, median, plane, width, height, x - reach - 1, y, -1);
        count_column(counts, &below, median, plane, width, height, x + reach, y, 1);
      }
      while (below > half) below -= counts[--median];
      while (below + counts[median] <= half) below += counts[median++];
      medians[(size_t)y * (size_t)width + (size_t)x] = (uint8_t)median;
    }
  }
}

// The largest of the values around each, first along rows, then along columns.
static void spread_out(uint8_t *plane, uint8_t *other, int32_t width, int32_t height) {
  for (int pass = 0; pass < 2; pass++) {
    const uint8_t *from = pass ? other : plane;
    uint8_t *to = pass ? plane : other;
    for (int32_t y = 0; y < height; y++) {
      for (int32_t x = 0; x < width; x++) {
        uint8_t most = 0;
        for (int32_t near = -spread; near <= spread; near++) {
          int32_t row = pass ? within(y + near, height) : y;
          int32_t column = pass ? x : within(x + near, width);
          most = larger(most, from[(size_t)row * (size_t)width + (size_t)column]);
        }
        to[(size_t)y * (size_t)width + (size_t)x] = most;
      }
    }
  }
}

static uint8_t channel(uint32_t pixel, int number) { return (uint8_t)(pixel >> (24 - 8 * number)); }

static uint8_t distance(uint32_t one, uint32_t other) {
  uint8_t far = 0;
  for (int number = 0; number < 3; number++) {
    far = larger(far, (uint8_t)abs(channel(one, number) - channel(other, number)));
  }
  return far;
}

typedef struct {
  const uint32_t *pixels;
  size_t line;
  uint8_t *ink;
  int32_t width;
} inking;

static void ink_run(void *context, uint32_t colour, int32_t y, int32_t start, int32_t end) {
  inking *on = context;
  // Between two grounds the colours of an edge are no ink.
  for (int32_t beside = 1; beside <= 2; beside++) {
    on->ink[(size_t)y * (size_t)on->width + (size_t)within(start - beside, on->width)] = 0;
    on->ink[(size_t)y * (size_t)on->width + (size_t)within(end - 1 + beside, on->width)] = 0;
  }
  for (int32_t x = start; x < end; x++) {
    on->ink[(size_t)y * (size_t)on->width + (size_t)x] =
        distance(on->pixels[(size_t)y * on->line + (size_t)x], colour);
  }
}

PIX *cpic_against_ground(PIX *page, unsigned faint) {
  int32_t width = cpic_pixGetWidth(page), height = cpic_pixGetHeight(page);
  int32_t columns = (width + step - 1) / step, rows = (height + step - 1) / step;
  size_t line = (size_t)cpic_pixGetWpl(page), size = (size_t)columns * (size_t)rows;
  const uint32_t *pixels = cpic_pixGetData(page);
  // Three planes of the ground, one to work with, the strongest ink, and all ink.
  uint8_t *planes = calloc(5, size), *ink = malloc((size_t)width * (size_t)height);
  PIX *result = cpic_pixCreate(width, height, 8);
  if (!planes || !ink || !result) {
    free(planes);
    free(ink);
    if (result) cpic_pixDestroy(&result);
    return NULL;
  }
  uint8_t *work = planes + 3 * size, *strongest = planes + 4 * size;
  for (int number = 0; number < 3; number++) {
    for (int32_t y = 0; y < rows; y++) {
      for (int32_t x = 0; x < columns; x++) {
        work[(size_t)y * (size_t)columns + (size_t)x] =
            channel(pixels[(size_t)(y * step) * line + (size_t)(x * step)], number);
      }
    }
    take_medians(work, planes + (size_t)number * size, columns, rows);
  }
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) {
      uint32_t pixel = pixels[(size_t)y * line + (size_t)x];
      size_t place = (size_t)(y / step) * (size_t)columns + (size_t)(x / step);
      uint8_t far = 0;
      for (int number = 0; number < 3; number++) {
        int difference = channel(pixel, number) - planes[(size_t)number * size + place];
        far = larger(far, (uint8_t)abs(difference));
      }
      ink[(size_t)y * (size_t)width + (size_t)x] = far;
    }
  }
  inking on = {pixels, line, ink, width};
  cpic_patches(page, ink_run, &on);
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) {
      size_t place = (size_t)(y / step) * (size_t)columns + (size_t)(x / step);
      strongest[place] = larger(strongest[place], ink[(size_t)y * (size_t)width + (size_t)x]);
    }
  }
  spread_out(strongest, work, columns, rows);
  size_t words = (size_t)cpic_pixGetWpl(result);
  uint32_t *data = cpic_pixGetData(result);
  for (int32_t y = 0; y < height; y++) {
    for (int32_t x = 0; x < width; x++) {
      unsigned most = strongest[(size_t)(y / step) * (size_t)columns + (size_t)(x / step)];
      unsigned far = ink[(size_t)y * (size_t)width + (size_t)x];
      uint32_t value = most > faint ? 255 - far * 255 / most : 255;
      uint32_t *word = &data[(size_t)y * words + (size_t)(x / 4)];
      unsigned shift = 24 - 8 * (unsigned)(x % 4);
      *word = (*word & ~(0xFFu << shift)) | value << shift;
    }
  }
  free(planes);
  free(ink);
  return result;
}
