#include "internal.h"

// What was painted over is an even rectangle in black, between other grounds at its sides; others may
// stand right above and below. Shorter and narrower ones hold no label; taller ones are windows.
enum { least_height = 7, most_height = 400, least_width = 12 };

typedef struct {
  const uint32_t *pixels;
  int64_t line, width, height;
  uint32_t most;
} surface;

static int is_black(const surface *s, int64_t x, int64_t y) {
  uint32_t pixel = s->pixels[y * s->line + x];
  return (pixel >> 24 & 0xFF) <= s->most && (pixel >> 16 & 0xFF) <= s->most &&
         (pixel >> 8 & 0xFF) <= s->most;
}

// Whether a row's black begins and ends at both sides.
static int reaches(const surface *s, int64_t left, int64_t right, int64_t y) {
  return is_black(s, left, y) && is_black(s, right - 1, y) &&
         (left == 0 || !is_black(s, left - 1, y)) && (right == s->width || !is_black(s, right, y));
}

void cpic_find_labels(cpic_page *page, uint32_t most, void *context,
                      void (*take)(void *context, const cpic_box *box)) {
  surface s = {.pixels = cpic_pixGetData(page),
               .line = cpic_pixGetWpl(page),
               .width = cpic_pixGetWidth(page),
               .height = cpic_pixGetHeight(page),
               .most = most};
  for (int64_t y = 0; y < s.height; y++) {
    for (int64_t x = 0; x < s.width; x++) {
      if (!is_black(&s, x, y)) continue;
      int64_t left = x;
      while (x < s.width && is_black(&s, x, y)) x++;
      if (x - left < least_width || (y > 0 && reaches(&s, left, x, y - 1))) continue;
      int64_t bottom = y + 1;
      while (bottom < s.height && bottom - y <= most_height && reaches(&s, left, x, bottom)) bottom++;
      if (bottom - y < least_height || bottom - y > most_height) continue;
      cpic_box box = {left, y, x - left, bottom - y};
      take(context, &box);
    }
  }
}
