#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

// Letters are told by their size, and text by how they stand: in rows, one beside the other, of one
// size and of many shapes, in whatever direction.
enum {
  directions = 12,
  // Of type so small that its letters touch, words stand beside or below one another.
  ways = directions + 2,
  cell = 32,
  most_marks = 200000,
  largest = 120,
  tiny = 9,
};
static const double pi = 3.14159265358979323846;

typedef struct {
  int32_t x, y, width, height;
  double size, middle_x, middle_y;
  double ink;
  // Blurred, as tiny type is, and much of a photograph.
  int soft;
} mark;

typedef struct {
  PIX *ink;
  mark *marks;
  int32_t count;
  // By cell: the first of its marks; by mark: the next one of its cell.
  int32_t *first, *next;
  int32_t columns, rows;
  double variety;
  // By way and mark: the one that follows in the row, or -1.
  int32_t *following[ways];
} field;

static uint8_t pixel(const uint32_t *data, size_t words, int32_t x, int32_t y) {
  return (uint8_t)(data[(size_t)y * words + (size_t)(x / 4)] >> (24 - 8 * (x % 4)));
}

// Whether it may be a letter: neither a line nor a filled box, and with an edge: spots in photographs
// have broad borders of half-tones. So has tiny type.
static int judge(mark *one, PIX *ink) {
  int32_t larger = one->width > one->height ? one->width : one->height;
  int32_t smaller = one->width < one->height ? one->width : one->height;
  if (larger < 3 || larger > largest || larger > 12 * smaller) return 0;
  int32_t width = cpic_pixGetWidth(ink), height = cpic_pixGetHeight(ink);
  size_t words = (size_t)cpic_pixGetWpl(ink);
  const uint32_t *data = cpic_pixGetData(ink);
  int32_t full = 0, half = 0;
  for (int32_t y = one->y - 2; y < one->y + one->height + 2; y++) {
    for (int32_t x = one->x - 2; x < one->x + one->width + 2; x++) {
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      uint8_t value = pixel(data, words, x, y);
      full += value < 128;
      half += value >= 128 && value < 192;
    }
  }
  if (full < 4) return 0;
  one->soft = half * 10 > full * 9 || half * 10 > (one->width + one->height) * 18;
  if (one->soft && half > full * 3) return 0;
  if (full > one->width * one->height * 9 / 10 + 6) return 0;
  one->ink = full;
  one->size = larger;
  one->middle_x = one->x + one->width / 2.0;
  one->middle_y = one->y + one->height / 2.0;
  return 1;
}

static int32_t take_marks(PIX *ink, mark **marks) {
  PIX *bits = ink ? cpic_pixThresholdToBinary(ink, 128) : NULL;
  BOXA *boxes = bits ? cpic_pixConnCompBB(bits, 8) : NULL;
  int32_t all = boxes ? cpic_boxaGetCount(boxes) : -1, count = 0;
  *marks = malloc(sizeof **marks * most_marks);
  for (int32_t index = 0; *marks && index < all && count < most_marks; index++) {
    mark one = {0};
    if (cpic_boxaGetBoxGeometry(boxes, index, &one.x, &one.y, &one.width, &one.height) != 0) continue;
    if (judge(&one, ink)) (*marks)[count++] = one;
  }
  if (boxes) cpic_boxaDestroy(&boxes);
  if (bits) cpic_pixDestroy(&bits);
  return all < 0 || count == most_marks ? -1 : count;
}

static double smaller_of(double a, double b) { return a < b ? a : b; }
static double larger_of(double a, double b) { return a > b ? a : b; }

// How far behind one mark another follows in a direction; negative where it doesn't.
static double step_in_direction(const mark *one, const mark *other, double along, double across) {
  double larger = larger_of(one->size, other->size), smaller = smaller_of(one->size, other->size);
  if (smaller < 0.4 * larger || fabs(across) > 0.3 * larger) return -1;
  return along <= 1.5 * larger && along >= 0.2 * smaller ? along : -1;
}

// The same of small marks that may be whole words: the gap between them counts.
static double step_of_words(double start, double end, double height, double other_start,
                            double other_height, double across) {
  double larger = larger_of(height, other_height), smaller = smaller_of(height, other_height);
  if (larger > tiny || smaller < 2 || smaller < 0.4 * larger || across > 0.35 * larger) return -1;
  double gap = other_start - end;
  // Thin strokes of the smallest are lost.
  return gap <= (larger <= 4 ? 2.5 : 1.1) * larger && gap >= -0.2 * smaller && other_start > start ? other_start - start : -1;
}

static void link_mark(field *all, int32_t index, const double *cosines, const double *sines) {
  const mark *one = &all->marks[index];
  double nearest[ways];
  for (int way = 0; way < ways; way++) nearest[way] = -1;
  double reach = 3.75 * one->size;
  int32_t left = (int32_t)larger_of(0, (one->middle_x - reach) / cell);
  int32_t right = (int32_t)smaller_of(all->columns - 1, (one->middle_x + reach) / cell);
  int32_t top = (int32_t)larger_of(0, (one->middle_y - reach) / cell);
  int32_t bottom = (int32_t)smaller_of(all->rows - 1, (one->middle_y + reach) / cell);
  for (int32_t row = top; row <= bottom; row++) {
    for (int32_t column = left; column <= right; column++) {
      for (int32_t at = all->first[row * all->columns + column]; at >= 0; at = all->next[at]) {
        if (at == index) continue;
        const mark *other = &all->marks[at];
        double x = other->middle_x - one->middle_x, y = other->middle_y - one->middle_y;
        for (int way = 0; way < ways; way++) {
          double step;
          if (way < directions) {
            step = step_in_direction(one, other, x * cosines[way] + y * sines[way],
                                     y * cosines[way] - x * sines[way]);
          } else if (way == directions) {
            step = step_of_words(one->x, one->x + one->width, one->height, other->x, other->height,
                                 fabs(y));
          } else {
            step = step_of_words(one->y, one->y + one->height, one->width, other->y, other->width,
                                 fabs(x));
          }
          if (step < 0 || (nearest[way] >= 0 && step >= nearest[way])) continue;
          nearest[way] = step;
          all->following[way][index] = at;
        }
      }
    }
  }
}

// Letters of tiny type touch.
static int32_t letters_of(const mark *one, int way) {
  if (way < directions) return 1;
  int32_t along = way == directions ? one->width : one->height;
  int32_t across = way == directions ? one->height : one->width;
  return along > 2 * across ? along * 5 / (across * 3) : 1;
}

static double angle_of(int way) {
  return way < directions ? pi * way / directions : way == directions ? 0 : pi / 2;
}

typedef struct {
  int32_t start, count, letters, weight;
  double angle;
  // Between the middles of neighbours, in their sizes.
  double step;
  int way;
} run;

typedef struct {
  int32_t *members;
  int32_t filled, room;
  run *runs;
  int32_t count, most;
} rows;

// Whether marks in a row are a row of text; *angle is corrected by where they stand.
static int is_text(const field *all, const int32_t *members, int32_t count, int is_of_words,
                   double *angle, double *step) {
  double cosine = cos(*angle), sine = sin(*angle);
  double u = 0, v = 0, uu = 0, uv = 0, ink = 0, squares = 0, size = 0;
  for (int32_t index = 0; index < count; index++) {
    const mark *one = &all->marks[members[index]];
    double along = one->middle_x * cosine + one->middle_y * sine;
    double across = one->middle_y * cosine - one->middle_x * sine;
    u += along, v += across, uu += along * along, uv += along * across;
    ink += one->ink, squares += one->ink * one->ink;
    size += is_of_words ? smaller_of(one->width, one->height) : one->size;
  }
  double spread = uu - u * u / count;
  if (spread <= 0) return 0;
  double slope = (uv - u * v / count) / spread, start = (v - slope * u) / count, off = 0;
  for (int32_t index = 0; index < count; index++) {
    const mark *one = &all->marks[members[index]];
    double along = one->middle_x * cosine + one->middle_y * sine;
    off += fabs(one->middle_y * cosine - one->middle_x * sine - start - slope * along);
  }
  double mean = ink / count, variance = squares / count - mean * mean;
  if (!is_of_words) *angle += atan(slope);
  const mark *first = &all->marks[members[0]], *last = &all->marks[members[count - 1]];
  *step = hypot(last->middle_x - first->middle_x, last->middle_y - first->middle_y) * count /
          (count - 1) / size;
  // Windows and dots in a row are all alike.
  return off <= 0.22 * size && variance >= all->variety * all->variety * mean * mean;
}

// Whether a row is clear of what stands on both sides of it; of soft marks that tells type from a
// photograph. `angle` is the row's.
static int is_clear(const field *all, const int32_t *members, int32_t count, double angle) {
  double cosine = cos(angle), sine = sin(angle), start = INFINITY, end = -INFINITY;
  double low = INFINITY, high = -INFINITY;
  int32_t soft = 0;
  for (int32_t index = 0; index < count; index++) {
    const mark *one = &all->marks[members[index]];
    double along = one->middle_x * cosine + one->middle_y * sine;
    double across = one->middle_y * cosine - one->middle_x * sine;
    double half = (fabs(cosine) * one->height + fabs(sine) * one->width) / 2;
    start = smaller_of(start, along), end = larger_of(end, along);
    low = smaller_of(low, across - half), high = larger_of(high, across + half);
    soft += one->soft;
  }
  if (soft == 0) return 1;
  if (count < 5) return 0;
  int32_t width = cpic_pixGetWidth(all->ink), height = cpic_pixGetHeight(all->ink);
  size_t words = (size_t)cpic_pixGetWpl(all->ink);
  const uint32_t *data = cpic_pixGetData(all->ink);
  int32_t steps = (int32_t)(end - start) + 1;
  for (int side = 0; side < 2; side++) {
    int32_t most = 0;
    for (int32_t off = 1; off < 5; off++) {
      double across = side ? high + off : low - off;
      int32_t blank = 0;
      for (int32_t step = 0; step < steps; step++) {
        int32_t x = (int32_t)((start + step) * cosine - across * sine);
        int32_t y = (int32_t)((start + step) * sine + across * cosine);
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        blank += pixel(data, words, x, y) >= 192;
      }
      if (blank > most) most = blank;
    }
    if (most * 10 < steps * 9) return 0;
  }
  return 1;
}

static int add_run(rows *found, const field *all, int way, int32_t first) {
  int32_t start = found->filled, letters = 0;
  for (int32_t at = first; at >= 0; at = all->following[way][at]) {
    if (found->filled - start >= all->count) break;
    if (found->filled == found->room) {
      found->room = found->room * 2 + 4096;
      int32_t *larger = realloc(found->members, sizeof *larger * (size_t)found->room);
      if (!larger) return -1;
      found->members = larger;
    }
    found->members[found->filled++] = at;
    letters += letters_of(&all->marks[at], way);
  }
  int32_t count = found->filled - start;
  double angle = angle_of(way), step = 0;
  if (letters < 6 || count < 3 || !is_text(all, found->members + start, count, way >= directions, &angle, &step) ||
      !is_clear(all, found->members + start, count, angle)) {
    found->filled = start;
    return 0;
  }
  if (found->count == found->most) {
    found->most = found->most * 2 + 256;
    run *larger = realloc(found->runs, sizeof *larger * (size_t)found->most);
    if (!larger) return -1;
    found->runs = larger;
  }
  found->runs[found->count++] = (run){
      start, count, letters, letters, angle, step, way};
  return 0;
}

static int compare_runs(const void *a, const void *b) {
  const run *one = a, *other = b;
  if (one->weight != other->weight) return one->weight > other->weight ? -1 : 1;
  return one->start < other->start ? -1 : 1;
}

static int way_of(const run *one) {
  return one->way < directions ? one->way : one->way == directions ? 0 : directions / 2;
}

// Where most of the text goes: in other directions the letters of its lines stand in rows too, though
// farther from one another.
static int main_way(const rows *found) {
  double sums[directions] = {0};
  for (int32_t index = 0; index < found->count; index++) {
    const run *one = &found->runs[index];
    sums[way_of(one)] += (double)one->letters * one->letters;
  }
  int best = 0;
  for (int way = 1; way < directions; way++) {
    if (sums[way] > sums[best]) best = way;
  }
  return best;
}

static void prefer(rows *found) {
  int way = main_way(found);
  int32_t kept = 0;
  for (int32_t index = 0; index < found->count; index++) {
    run one = found->runs[index];
    int off = abs(way_of(&one) - way);
    int is_main = off <= 1 || off >= directions - 1;
    if (!is_main && one.way < directions && one.step > 1.25) continue;
    one.weight = is_main ? 2 * one.letters : one.letters;
    found->runs[kept++] = one;
  }
  found->count = kept;
}

// Each mark counts in the longest row that goes through it.
static void hand_over(const field *all, rows *found, void *context,
                      void (*take)(void *context, const cpic_row *row)) {
  prefer(found);
  if (found->count == 0) return;
  qsort(found->runs, (size_t)found->count, sizeof *found->runs, compare_runs);
  uint8_t *used = calloc((size_t)all->count, 1);
  cpic_letter *letters = malloc(sizeof *letters * (size_t)all->count);
  for (int32_t index = 0; used && letters && index < found->count; index++) {
    const run *one = &found->runs[index];
    cpic_row row = {.degrees = one->angle * 180 / pi, .letters = letters};
    int32_t sum = 0;
    for (int32_t place = one->start; place < one->start + one->count; place++) {
      int32_t at = found->members[place];
      if (used[at]) continue;
      const mark *mark = &all->marks[at];
      int32_t number = letters_of(mark, one->way);
      letters[row.count++] = (cpic_letter){mark->x, mark->y, mark->width, mark->height, number};
      sum += number;
    }
    if (sum < 6 || row.count < 3) continue;
    for (int32_t place = one->start; place < one->start + one->count; place++) {
      used[found->members[place]] = 1;
    }
    take(context, &row);
  }
  free(used);
  free(letters);
}

int cpic_find_rows(cpic_page *page, double variety, void *context,
                   void (*take)(void *context, const cpic_row *row)) {
  field all = {.variety = variety};
  all.ink = cpic_against_ground(page, 5);
  all.count = all.ink ? take_marks(all.ink, &all.marks) : -1;
  all.columns = cpic_pixGetWidth(page) / cell + 1;
  all.rows = cpic_pixGetHeight(page) / cell + 1;
  size_t count = all.count > 0 ? (size_t)all.count : 0, cells = (size_t)all.columns * (size_t)all.rows;
  all.first = malloc(sizeof *all.first * cells);
  all.next = malloc(sizeof *all.next * (count + 1));
  int failed = all.count < 0 || !all.marks || !all.first || !all.next;
  double cosines[directions], sines[directions];
  for (int way = 0; way < directions; way++) {
    cosines[way] = cos(angle_of(way));
    sines[way] = sin(angle_of(way));
  }
  for (int way = 0; way < ways && !failed; way++) {
    all.following[way] = malloc(sizeof **all.following * (count + 1));
    failed = !all.following[way];
    if (!failed) memset(all.following[way], 0xFF, sizeof **all.following * (count + 1));
  }
  rows found = {0};
  uint8_t *follows = malloc(count + 1);
  failed = failed || !follows;
  if (!failed) {
    memset(all.first, 0xFF, sizeof *all.first * cells);
    for (int32_t index = 0; index < all.count; index++) {
      const mark *one = &all.marks[index];
      int32_t at = (int32_t)(one->middle_y / cell) * all.columns + (int32_t)(one->middle_x / cell);
      all.next[index] = all.first[at];
      all.first[at] = index;
    }
    for (int32_t index = 0; index < all.count; index++) link_mark(&all, index, cosines, sines);
  }
  for (int way = 0; way < ways && !failed; way++) {
    // Two may be followed by one: the row goes on from the first that comes to it.
    memset(follows, 0, count + 1);
    for (int32_t index = 0; index < all.count; index++) {
      int32_t at = all.following[way][index];
      if (at < 0) continue;
      if (follows[at]) all.following[way][index] = -1;
      follows[at] = 1;
    }
    for (int32_t index = 0; index < all.count && !failed; index++) {
      if (!follows[index]) failed = add_run(&found, &all, way, index) != 0;
    }
  }
  if (!failed) hand_over(&all, &found, context, take);
  for (int way = 0; way < ways; way++) free(all.following[way]);
  if (all.ink) cpic_pixDestroy(&all.ink);
  free(follows);
  free(found.members);
  free(found.runs);
  free(all.marks);
  free(all.first);
  free(all.next);
  return failed;
}
