#include "internal.h"

#include <stdlib.h>
#include <string.h>

// A patch of the page in one colour, with something on it: a selection, a badge, a button. It is told
// by its rows, so round corners and selections of several lines are told, too.
enum { least_height = 10, least_width = 20, block_width = 100, block_height = 60 };
// Of what lies between its edges, in percent: a letter has holes, and a line has nothing on it.
enum { least_share = 60, most_share = 97 };

// How far a patch's colours may be from the one that it begins with, and that one from its
// neighbours. Lossy formats blur the colours of small type: only what is far from them ends it there.
typedef struct {
  int most, even, height;
} tolerance;
static const tolerance tolerances[] = {{48, 24, 64}, {24, 10, 1 << 30}};

typedef struct {
  const tolerance *bounds;
  const uint32_t *pixels;
  size_t line;
  int32_t width, height;
  // By pixel: whether it is in some patch, or was refused.
  uint8_t *seen;
  // Places whose neighbours above and below are still to be looked at.
  uint32_t *open;
  size_t count, room;
  // By row of the patch at hand.
  int32_t *first, *last;
  int32_t left, top, right, bottom;
  size_t area;
  // Of the patch's colours.
  uint64_t sums[3];
} search;

static int alike(uint32_t one, uint32_t other, int most) {
  for (int shift = 8; shift < 32; shift += 8) {
    int far = (int)(one >> shift & 0xFF) - (int)(other >> shift & 0xFF);
    if (far > most || far < -most) return 0;
  }
  return 1;
}

// Whether a patch may begin here: its edges have colours between its own and those around it.
static int is_even(const search *s, int32_t x, int32_t y) {
  if (x < 1 || y < 1 || x + 1 >= s->width || y + 1 >= s->height) return 0;
  const uint32_t *middle = s->pixels + (size_t)y * s->line + (size_t)x;
  for (int row = -1; row <= 1; row++) {
    for (int column = -1; column <= 1; column++) {
      if (!alike(*middle, middle[row * (ptrdiff_t)s->line + column], s->bounds->even)) return 0;
    }
  }
  return 1;
}

static int is_new(const search *s, int32_t x, int32_t y, uint32_t colour) {
  return !s->seen[(size_t)y * (size_t)s->width + (size_t)x] &&
         alike(s->pixels[(size_t)y * s->line + (size_t)x], colour, s->bounds->most);
}

static int push(search *s, int32_t x, int32_t y) {
  if (s->count == s->room) {
    size_t room = s->room ? 2 * s->room : 1024;
    uint32_t *open = realloc(s->open, room * sizeof *open);
    if (!open) return 0;
    s->open = open, s->room = room;
  }
  s->open[s->count++] = (uint32_t)y * (uint32_t)s->width + (uint32_t)x;
  return 1;
}

// Takes a run of a row, and remembers where runs above and below it begin.
static int take_run(search *s, int32_t x, int32_t y, uint32_t colour) {
  int32_t start = x, end = x + 1;
  while (start > 0 && is_new(s, start - 1, y, colour)) start--;
  while (end < s->width && is_new(s, end, y, colour)) end++;
  memset(s->seen + (size_t)y * (size_t)s->width + (size_t)start, 1, (size_t)(end - start));
  s->area += (size_t)(end - start);
  for (int32_t column = start; column < end; column++) {
    uint32_t pixel = s->pixels[(size_t)y * s->line + (size_t)column];
    for (int number = 0; number < 3; number++) s->sums[number] += pixel >> (24 - 8 * number) & 0xFF;
  }
  if (y < s->top) s->top = y;
  if (y > s->bottom) s->bottom = y;
  if (start < s->left) s->left = start;
  if (end > s->right) s->right = end;
  if (start < s->first[y]) s->first[y] = start;
  if (end > s->last[y]) s->last[y] = end;
  for (int32_t row = y - 1; row <= y + 1; row += 2) {
    if (row < 0 || row >= s->height) continue;
    int inside = 0;
    for (int32_t column = start; column < end; column++) {
      int joins = is_new(s, column, row, colour);
      if (joins && !inside && !push(s, column, row)) return 0;
      inside = joins;
    }
  }
  return 1;
}

static int is_patch(const search *s) {
  int32_t width = s->right - s->left, height = s->bottom - s->top + 1;
  if (height < least_height || width < least_width || height > s->bounds->height) return 0;
  if (width < 2 * height && (width < block_width || height < block_height)) return 0;
  // Other grounds can stand on a larger one, which the medians tell.
  if (s->area * 4 > (size_t)s->width * (size_t)s->height) return 0;
  size_t all = 0;
  for (int32_t y = s->top; y <= s->bottom; y++) all += (size_t)(s->last[y] - s->first[y]);
  return s->area * 100 >= all * least_share && s->area * 100 <= all * most_share;
}

// Whether one of the rows at its upper edge and one at its lower edge reach from side to side: a letter
// at a side then stands on it.
static int is_square(const search *s) {
  enum { slack = 2 };
  int upper = 0, lower = 0;
  for (int32_t row = 0; row <= slack; row++) {
    int32_t above = s->top + row, below = s->bottom - row;
    upper |= s->first[above] <= s->left + slack && s->last[above] >= s->right - slack;
    lower |= s->first[below] <= s->left + slack && s->last[below] >= s->right - slack;
  }
  return upper && lower;
}

static int fill(search *s, int32_t x, int32_t y, cpic_take_run *take, void *context) {
  uint32_t colour = s->pixels[(size_t)y * s->line + (size_t)x];
  s->count = s->area = 0;
  memset(s->sums, 0, sizeof s->sums);
  s->left = s->width, s->right = 0, s->top = s->height, s->bottom = -1;
  int whole = push(s, x, y);
  while (whole && s->count > 0) {
    uint32_t place = s->open[--s->count];
    int32_t column = (int32_t)(place % (uint32_t)s->width);
    int32_t row = (int32_t)(place / (uint32_t)s->width);
    if (is_new(s, column, row, colour)) whole = take_run(s, column, row, colour);
  }
  if (whole && is_patch(s)) {
    int square = is_square(s);
    for (int number = 0; number < 3; number++) {
      uint32_t usual = (uint32_t)(s->sums[number] / s->area);
      colour = (colour & ~(0xFFu << (24 - 8 * number))) | usual << (24 - 8 * number);
    }
    for (int32_t row = s->top; row <= s->bottom; row++) {
      take(context, colour, row, square ? s->left : s->first[row],
           square ? s->right : s->last[row]);
    }
  }
  for (int32_t row = s->top; row <= s->bottom; row++) s->first[row] = s->width, s->last[row] = 0;
  return whole;
}

static int look(search *s, cpic_take_run *take, void *context) {
  for (int32_t y = 0; y < s->height; y++) {
    for (int32_t x = 0; x < s->width; x++) {
      if (s->seen[(size_t)y * (size_t)s->width + (size_t)x] || !is_even(s, x, y)) continue;
      if (!fill(s, x, y, take, context)) return 0;
    }
  }
  return 1;
}

int cpic_patches(PIX *page, cpic_take_run *take, void *context) {
  search s = {.pixels = cpic_pixGetData(page),
              .line = (size_t)cpic_pixGetWpl(page),
              .width = cpic_pixGetWidth(page),
              .height = cpic_pixGetHeight(page)};
  s.seen = calloc((size_t)s.width, (size_t)s.height);
  s.first = malloc((size_t)s.height * sizeof *s.first);
  s.last = calloc((size_t)s.height, sizeof *s.last);
  int whole = s.seen && s.first && s.last;
  for (int32_t y = 0; whole && y < s.height; y++) s.first[y] = s.width;
  for (size_t pass = 0; whole && pass < sizeof tolerances / sizeof *tolerances; pass++) {
    s.bounds = &tolerances[pass];
    memset(s.seen, 0, (size_t)s.width * (size_t)s.height);
    whole = look(&s, take, context);
  }
  free(s.seen);
  free(s.open);
  free(s.first);
  free(s.last);
  return whole;
}
