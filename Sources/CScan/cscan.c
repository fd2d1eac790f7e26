#include "cscan.h"

#include <stdbool.h>

static inline bool digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
static inline bool upper(uint8_t c) { return (uint8_t)(c - 'A') < 26; }
static inline bool hex(uint8_t c) { return digit(c) || (uint8_t)((c | 0x20) - 'a') < 6; }

// The byte at a place that may lie outside: 0 there.
static inline uint8_t at(const uint8_t *b, size_t count, size_t i, long offset) {
  size_t j = i + (size_t)offset;
  return j < count ? b[j] : 0;
}

static bool is_candidate(const uint8_t *b, size_t n, size_t i, uint32_t wanted) {
#define B(o) at(b, n, i, (o))
  switch (b[i]) {
    case '@':
      return wanted & CSCAN_AT;
    case '+':
      return (wanted & CSCAN_PLUS) && digit(B(1)) && B(1) != '0';
    case ':':
      return (wanted & CSCAN_COLON) && (B(1) == ':' || (hex(B(-1)) && hex(B(1))));
    case '-':
      return (wanted & CSCAN_MAC) && B(3) == '-' && hex(B(-2)) && hex(B(-1)) && hex(B(1)) &&
             hex(B(2));
    case '.':
      if ((wanted & CSCAN_DOT) && digit(B(-1)) && digit(B(1))) return true;
      return (wanted & CSCAN_MAC) && B(5) == '.' && hex(B(-4)) && hex(B(-1)) && hex(B(1)) &&
             hex(B(4));
    default:
      break;
  }
  if ((wanted & CSCAN_DIGITS) && digit(b[i]) && digit(B(1)) && digit(B(2)) && digit(B(3)) &&
      !digit(B(-1)))
    return true;
  return (wanted & CSCAN_IBAN) && upper(b[i]) && upper(B(1)) && digit(B(2)) && digit(B(3));
#undef B
}

// Reach of the vector paths' unaligned loads around a place.
enum { BEFORE = 4, BEHIND = 5 };

#if defined(__x86_64__)

#include <immintrin.h>
#define WIDTH 32
#define VECTOR __attribute__((target("avx2")))
typedef __m256i vec;
VECTOR static inline vec load(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
VECTOR static inline vec all(uint8_t c) { return _mm256_set1_epi8((char)c); }
VECTOR static inline vec eq(vec v, uint8_t c) { return _mm256_cmpeq_epi8(v, all(c)); }
VECTOR static inline vec both(vec a, vec b) { return _mm256_and_si256(a, b); }
VECTOR static inline vec either(vec a, vec b) { return _mm256_or_si256(a, b); }
VECTOR static inline vec without(vec a, vec b) { return _mm256_andnot_si256(b, a); }
VECTOR static inline vec none(void) { return _mm256_setzero_si256(); }
// low <= v < low + size
VECTOR static inline vec within(vec v, uint8_t low, uint8_t size) {
  vec d = _mm256_sub_epi8(v, all(low));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(d, all((uint8_t)(size - 1))), d);
}
VECTOR static inline vec lower(vec v) { return either(v, all(0x20)); }
VECTOR static inline uint64_t bits(vec v) { return (uint32_t)_mm256_movemask_epi8(v); }
#define PLACE(bit) (bit)

#elif defined(__aarch64__)

#include <arm_neon.h>
#define WIDTH 16
#define VECTOR
typedef uint8x16_t vec;
static inline vec load(const uint8_t *p) { return vld1q_u8(p); }
static inline vec all(uint8_t c) { return vdupq_n_u8(c); }
static inline vec eq(vec v, uint8_t c) { return vceqq_u8(v, all(c)); }
static inline vec both(vec a, vec b) { return vandq_u8(a, b); }
static inline vec either(vec a, vec b) { return vorrq_u8(a, b); }
static inline vec without(vec a, vec b) { return vbicq_u8(a, b); }
static inline vec none(void) { return vdupq_n_u8(0); }
static inline vec within(vec v, uint8_t low, uint8_t size) {
  return vcltq_u8(vsubq_u8(v, all(low)), all(size));
}
static inline vec lower(vec v) { return either(v, all(0x20)); }
// Four bits a byte; one of them is kept.
static inline uint64_t bits(vec v) {
  uint8x8_t narrow = vshrn_n_u16(vreinterpretq_u16_u8(v), 4);
  return vget_lane_u64(vreinterpret_u64_u8(narrow), 0) & 0x8888888888888888ull;
}
#define PLACE(bit) ((bit) >> 2)

#endif

#ifdef WIDTH

VECTOR static inline vec digits(vec v) { return within(v, '0', 10); }
VECTOR static inline vec hexes(vec v) { return either(digits(v), within(lower(v), 'a', 6)); }

VECTOR static uint64_t candidates(const uint8_t *p, uint32_t wanted) {
  vec here = load(p), next = load(p + 1), last = load(p - 1);
  vec d0 = digits(here), d1 = digits(next), dl = digits(last);
  vec found = none();
  if (wanted & CSCAN_AT) found = eq(here, '@');
  if (wanted & CSCAN_DOT) found = either(found, both(eq(here, '.'), both(dl, d1)));
  if (wanted & CSCAN_PLUS) found = either(found, both(eq(here, '+'), within(next, '1', 9)));
  if (wanted & (CSCAN_DIGITS | CSCAN_IBAN)) {
    vec d23 = both(digits(load(p + 2)), digits(load(p + 3)));
    if (wanted & CSCAN_DIGITS) found = either(found, without(both(both(d0, d1), d23), dl));
    if (wanted & CSCAN_IBAN)
      found = either(found, both(both(within(here, 'A', 26), within(next, 'A', 26)), d23));
  }
  if (wanted & (CSCAN_COLON | CSCAN_MAC)) {
    vec between = both(hexes(last), hexes(next));
    if (wanted & CSCAN_COLON)
      found = either(found, both(eq(here, ':'), either(eq(next, ':'), between)));
    if (wanted & CSCAN_MAC) {
      vec dash = both(eq(here, '-'), eq(load(p + 3), '-'));
      dash = both(dash, both(hexes(load(p - 2)), hexes(load(p + 2))));
      vec dot = both(eq(here, '.'), eq(load(p + 5), '.'));
      dot = both(dot, both(hexes(load(p - 4)), hexes(load(p + 4))));
      found = either(found, both(either(dash, dot), between));
    }
  }
  return bits(found);
}

VECTOR static size_t find_vector(const uint8_t *b, size_t *i, size_t to, uint32_t wanted,
                                 uint32_t *places, size_t capacity) {
  size_t found = 0;
  while (*i + WIDTH <= to && found + WIDTH <= capacity) {
    uint64_t mask = candidates(b + *i, wanted);
    while (mask) {
      places[found++] = (uint32_t)(*i + (size_t)PLACE(__builtin_ctzll(mask)));
      mask &= mask - 1;
    }
    *i += WIDTH;
  }
  return found;
}

#endif

cscan_path cscan_best_path(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") ? CSCAN_VECTOR : CSCAN_SCALAR;
#elif defined(__aarch64__)
  return CSCAN_VECTOR;
#else
  return CSCAN_SCALAR;
#endif
}

size_t cscan_find(const uint8_t *bytes, size_t count, size_t from, size_t to, uint32_t wanted,
                  cscan_path path, uint32_t *places, size_t capacity, size_t *next) {
  size_t found = 0;
  size_t i = from;
  if (to > count) to = count;
  while (i < to && found < capacity) {
#ifdef WIDTH
    // Loads reach around the place: the block's ends are done byte by byte.
    if (path == CSCAN_VECTOR && i >= BEFORE && i + WIDTH + BEHIND <= count) {
      size_t until = to < count - BEHIND ? to : count - BEHIND;
      size_t before = i;
      found += find_vector(bytes, &i, until, wanted, places + found, capacity - found);
      if (i > before) continue;
      if (capacity - found < WIDTH && i + WIDTH <= until) break;
    }
#endif
    if (is_candidate(bytes, count, i, wanted)) places[found++] = (uint32_t)i;
    i++;
  }
  *next = i;
  return found;
}
