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

static inline bool passes(cscan_window_filter f, uint64_t h) {
  uint64_t bits = bits_of(h);
  return (f.words[h >> f.shift] & bits) == bits;
}

void cscan_window_admit(uint64_t *words, unsigned shift, uint64_t hash) {
  words[hash >> shift] |= bits_of(hash);
}

// A window is marked by its own bytes alone, so that a text's marks are those of its strings: where,
// in its middle, a letter meets a digit, a capital any letter before it, or a digit one of ten others
// (hex of hex has no letters). Few places of a text are like that, and nearly every secret has one.
enum { GROUP = 32, TWIN = '3' ^ '6' };

static inline bool is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
static inline bool is_small(uint8_t c) { return (uint8_t)(c - 'a') < 26; }
static inline bool is_capital(uint8_t c) { return (uint8_t)(c - 'A') < 26; }

static inline bool is_marked(const uint8_t *p) {
  uint8_t left = p[2], right = p[3];
  bool left_letter = is_small(left) || is_capital(left);
  bool right_letter = is_small(right) || is_capital(right);
  return (left_letter && (is_digit(right) || is_capital(right))) ||
         (is_digit(left) && (right_letter || (is_digit(right) && (left ^ right) == TWIN)));
}

bool cscan_window_is_marked(const uint8_t *bytes) { return is_marked(bytes); }

// Of windows without a mark a sieve is asked first, by sums that are made for 16 places at a time.
enum { FIRST = 0x9e37, SECOND = 0x79b1, THIRD = 0x85eb };

static inline uint32_t pair(const uint8_t *p) { return (p[0] | 0x20u) | (p[1] | 0x20u) << 8; }

static inline uint16_t sieve_index(const uint8_t *p) {
  return (uint16_t)(pair(p) * FIRST + pair(p + 2) * SECOND + pair(p + 4) * THIRD);
}

void cscan_window_sift(uint32_t *sieve, const uint8_t *bytes) {
  uint16_t index = sieve_index(bytes);
  sieve[index >> 5] |= 1u << (index & 31);
}

static inline bool is_sifted(const uint32_t *sieve, const uint8_t *p) {
  uint16_t index = sieve_index(p);
  return sieve[index >> 5] >> (index & 31) & 1;
}

static inline uint32_t marked_scalar(const uint8_t *p) {
  uint32_t marked = 0;
  for (unsigned i = 0; i < GROUP; i++) marked |= (uint32_t)is_marked(p + i) << i;
  return marked;
}

static inline uint32_t sifted_scalar(const uint32_t *sieve, const uint8_t *p) {
  uint32_t sifted = 0;
  for (unsigned i = 0; i < GROUP; i++) sifted |= (uint32_t)is_sifted(sieve, p + i) << i;
  return sifted;
}

#if defined(__x86_64__)

#include <immintrin.h>
#define VECTOR __attribute__((target("avx2")))

typedef struct {
  __m256i bytes, small, capital, digit;
} classes;

VECTOR static inline __m256i between(__m256i v, char first, char count) {
  __m256i offset = _mm256_sub_epi8(v, _mm256_set1_epi8(first));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(offset, _mm256_set1_epi8((char)(count - 1))), offset);
}

VECTOR static inline classes classify(const uint8_t *p) {
  __m256i v = _mm256_loadu_si256((const __m256i *)p);
  return (classes){v, between(v, 'a', 26), between(v, 'A', 26), between(v, '0', 10)};
}

VECTOR static inline uint32_t marked_vector(const uint8_t *p) {
  classes left = classify(p + 2), right = classify(p + 3);
  __m256i difference = _mm256_xor_si256(left.bytes, right.bytes);
  __m256i twin = _mm256_and_si256(_mm256_cmpeq_epi8(difference, _mm256_set1_epi8(TWIN)), right.digit);
  __m256i into = _mm256_and_si256(_mm256_or_si256(left.small, left.capital),
                                  _mm256_or_si256(right.digit, right.capital));
  __m256i from = _mm256_and_si256(
      left.digit, _mm256_or_si256(_mm256_or_si256(right.small, right.capital), twin));
  return (uint32_t)_mm256_movemask_epi8(_mm256_or_si256(into, from));
}

VECTOR static inline __m256i pairs(const uint8_t *p) {
  return _mm256_or_si256(_mm256_loadu_si256((const __m256i *)p), _mm256_set1_epi8(0x20));
}

// The sieve's answer in the sign bit of each of 8 places.
VECTOR static inline __m256i sifted8(const uint32_t *sieve, __m256i indices) {
  __m256i words = _mm256_i32gather_epi32((const int *)sieve, _mm256_srli_epi32(indices, 5), 4);
  __m256i left = _mm256_sub_epi32(_mm256_set1_epi32(31),
                                  _mm256_and_si256(indices, _mm256_set1_epi32(31)));
  return _mm256_sllv_epi32(words, left);
}

// Every second place: two bits each.
VECTOR static inline uint32_t sifted16(const uint32_t *sieve, const uint8_t *p) {
  __m256i sums = _mm256_add_epi16(
      _mm256_add_epi16(_mm256_mullo_epi16(pairs(p), _mm256_set1_epi16((short)FIRST)),
                       _mm256_mullo_epi16(pairs(p + 2), _mm256_set1_epi16((short)SECOND))),
      _mm256_mullo_epi16(pairs(p + 4), _mm256_set1_epi16((short)THIRD)));
  __m256i low = _mm256_and_si256(sums, _mm256_set1_epi32(0xFFFF));
  __m256i even = sifted8(sieve, low), odd = sifted8(sieve, _mm256_srli_epi32(sums, 16));
  uint32_t evens = (uint32_t)_mm256_movemask_epi8(_mm256_srai_epi32(even, 31)) & 0x11111111u;
  uint32_t odds = (uint32_t)_mm256_movemask_epi8(_mm256_srai_epi32(odd, 31)) & 0x44444444u;
  return evens | odds;
}

VECTOR static inline uint32_t sifted_vector(const uint32_t *sieve, const uint8_t *p) {
  return sifted16(sieve, p) | sifted16(sieve, p + 1) << 1;
}

#elif defined(__aarch64__)

#include <arm_neon.h>
#define VECTOR

typedef struct {
  uint8x16_t bytes, small, capital, digit;
} classes;

static inline uint8x16_t between(uint8x16_t v, uint8_t first, uint8_t count) {
  return vcltq_u8(vsubq_u8(v, vdupq_n_u8(first)), vdupq_n_u8(count));
}

static inline classes classify(const uint8_t *p) {
  uint8x16_t v = vld1q_u8(p);
  return (classes){v, between(v, 'a', 26), between(v, 'A', 26), between(v, '0', 10)};
}

static inline uint32_t marked16(const uint8_t *p) {
  static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  classes left = classify(p + 2), right = classify(p + 3);
  uint8x16_t difference = veorq_u8(left.bytes, right.bytes);
  uint8x16_t twin = vandq_u8(vceqq_u8(difference, vdupq_n_u8(TWIN)), right.digit);
  uint8x16_t into = vandq_u8(vorrq_u8(left.small, left.capital),
                             vorrq_u8(right.digit, right.capital));
  uint8x16_t from = vandq_u8(left.digit, vorrq_u8(vorrq_u8(right.small, right.capital), twin));
  uint8x16_t bits = vandq_u8(vorrq_u8(into, from), vld1q_u8(places));
  return (uint32_t)vaddv_u8(vget_low_u8(bits)) | (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

static inline uint32_t marked_vector(const uint8_t *p) {
  return marked16(p) | marked16(p + 16) << 16;
}

// There is no gather: one place after the other.
static inline uint32_t sifted_vector(const uint32_t *sieve, const uint8_t *p) {
  return sifted_scalar(sieve, p);
}

#endif

// Which of the places pass a filter.
static inline uint32_t passing(cscan_window_filter filter, const uint8_t *p, uint32_t places) {
  uint32_t passing = 0;
  for (; places; places &= places - 1) {
    unsigned i = (unsigned)__builtin_ctz(places);
    passing |= (uint32_t)passes(filter, hash(load8(p + i))) << i;
  }
  return passing;
}

static bool look_up(const cscan_windows *t, uint64_t h, cscan_window_hit *hit) {
  uint64_t bucket = h >> t->starts_shift;
  uint32_t end = t->starts[bucket + 1];
  for (uint32_t i = t->starts[bucket]; i < end; i++) {
    if ((t->windows[i].key ^ h) >> CSCAN_WINDOW_OWN_BITS == 0) {
      hit->first = i;
      hit->end = end;
      return true;
    }
  }
  return false;
}

static inline bool probe(const cscan_windows *t, const uint8_t *p, cscan_window_hit *hit) {
  uint64_t h = hash(load6(p));
  bool passing = (t->marked.words && is_marked(p) && passes(t->marked, h)) ||
                 (t->others.words && passes(t->others, h));
  return passing && look_up(t, h, hit);
}

#define FIND(name, marks, sifts)                                                               \
  static size_t name(const cscan_windows *t, const uint8_t *bytes, size_t count, size_t *from, \
                     cscan_window_hit *hits, size_t capacity) {                                \
    size_t found = 0, i = *from;                                                               \
    for (; i + GROUP + 8 <= count && found + GROUP <= capacity; i += GROUP) {                  \
      const uint8_t *p = bytes + i;                                                            \
      uint32_t places = t->marked.words ? passing(t->marked, p, marks(p)) : 0;                 \
      if (t->others.words) places |= passing(t->others, p, sifts(t->sieve, p));                \
      for (; __builtin_expect(places != 0, 0); places &= places - 1) {                         \
        size_t place = i + (size_t)__builtin_ctz(places);                                      \
        if (look_up(t, hash(load8(bytes + place)), &hits[found]))                              \
          hits[found++].position = (uint32_t)place;                                            \
      }                                                                                        \
    }                                                                                          \
    *from = i;                                                                                 \
    return found;                                                                              \
  }

FIND(find_scalar, marked_scalar, sifted_scalar)
#ifdef VECTOR
VECTOR FIND(find_vector, marked_vector, sifted_vector)
#endif

size_t cscan_window_find(const cscan_windows *table, const uint8_t *bytes, size_t count,
                         size_t from, cscan_path path, cscan_window_hit *hits, size_t capacity,
                         size_t *next) {
  const cscan_windows t = *table;
  size_t i = from, found;
#ifdef VECTOR
  if (path == CSCAN_VECTOR) {
    found = find_vector(&t, bytes, count, &i, hits, capacity);
  } else
#endif
  {
    found = find_scalar(&t, bytes, count, &i, hits, capacity);
  }
  if (i + GROUP + 8 <= count) {
    *next = i;
    return found;
  }
  for (; i + CSCAN_WINDOW <= count && found < capacity; i++) {
    if (probe(&t, bytes + i, &hits[found])) hits[found++].position = (uint32_t)i;
  }
  *next = i + CSCAN_WINDOW <= count ? i : count;
  return found;
}
