#include "cwindow.h"

#include <stdbool.h>
#include <string.h>

static inline uint64_t hash(uint64_t eight) {
  // Fibonacci hashing of the folded six bytes.
  return ((eight & 0x0000ffffffffffffull) | 0x0000202020202020ull) * 0x9e3779b97f4a7c15ull;
}

// Six bytes, in the order of a little-endian load.
static inline uint64_t load6(const uint8_t *p) {
  uint64_t eight = 0;
  for (int i = CSCAN_WINDOW - 1; i >= 0; i--) eight = eight << 8 | p[i];
  return eight;
}

static inline uint64_t load8(const uint8_t *p) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  uint64_t eight;
  memcpy(&eight, p, sizeof eight);
  return eight;
#else
  return load6(p);
#endif
}

uint64_t cscan_window_hash(const uint8_t *bytes) { return hash(load6(bytes)); }

// Two bits of one word.
static inline uint64_t bits_of(uint64_t h) {
  return 1ull << (h >> 20 & 63) | 1ull << (h >> 26 & 63);
}

static inline bool passes(const cscan_windows *t, uint64_t h) {
  uint64_t bits = bits_of(h);
  return (t->filter[h >> t->filter_shift] & bits) == bits;
}

void cscan_window_admit(uint64_t *filter, unsigned filter_shift, uint64_t hash) {
  filter[hash >> filter_shift] |= bits_of(hash);
}

static bool look_up(const cscan_windows *t, uint64_t h, cscan_window_hit *hit) {
  uint64_t bucket = h >> t->starts_shift;
  uint32_t end = t->starts[bucket + 1];
  for (uint32_t i = t->starts[bucket]; i < end; i++) {
    if ((t->windows[i].key ^ h) >> CSCAN_WINDOW_OFFSET_BITS == 0) {
      hit->first = i;
      hit->end = end;
      return true;
    }
  }
  return false;
}

size_t cscan_window_find(const cscan_windows *table, const uint8_t *bytes, size_t count,
                         size_t from, cscan_window_hit *hits, size_t capacity, size_t *next) {
  const cscan_windows t = *table;
  size_t found = 0;
  size_t i = from;
  // Four at once: few pass the filter.
  size_t four = 4 * t.stride;
  while (i + four + 8 <= count && found + 4 <= capacity) {
    uint64_t h0 = hash(load8(bytes + i)), h1 = hash(load8(bytes + i + t.stride)),
             h2 = hash(load8(bytes + i + 2 * t.stride)),
             h3 = hash(load8(bytes + i + 3 * t.stride));
    unsigned passing = (unsigned)passes(&t, h0) | (unsigned)passes(&t, h1) << 1 |
                       (unsigned)passes(&t, h2) << 2 | (unsigned)passes(&t, h3) << 3;
    if (__builtin_expect(passing, 0)) {
      const uint64_t hashes[4] = {h0, h1, h2, h3};
      for (unsigned lane = 0; lane < 4; lane++) {
        if (passing >> lane & 1 && look_up(&t, hashes[lane], &hits[found]))
          hits[found++].position = (uint32_t)(i + lane * t.stride);
      }
    }
    i += four;
  }
  while (i + 8 <= count && found < capacity) {
    uint64_t h = hash(load8(bytes + i));
    if (__builtin_expect(passes(&t, h), 0) && look_up(&t, h, &hits[found])) {
      hits[found++].position = (uint32_t)i;
    }
    i += t.stride;
  }
  while (i + CSCAN_WINDOW <= count && found < capacity) {
    uint64_t h = hash(load6(bytes + i));
    if (passes(&t, h) && look_up(&t, h, &hits[found])) hits[found++].position = (uint32_t)i;
    i += t.stride;
  }
  *next = found < capacity || i + CSCAN_WINDOW > count ? (i > count ? i : count) : i;
  return found;
}
