#include "cencoded.h"

#include <stdbool.h>

// The sextet of each byte of base64 and base64url; 0xFF for any other.
static uint8_t sextet(uint8_t c) {
  static const uint8_t table[128] = {
#define X 0xFF
      X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,   //
      X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,   //
      X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  X,  62, X,  62, X,  63,  //
      52, 53, 54, 55, 56, 57, 58, 59, 60, 61, X,  X,  X,  X,  X,  X,   //
      X,  0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14,  //
      15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, X,  X,  X,  X,  63,  //
      X,  26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,  //
      41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, X,  X,  X,  X,  X,   //
#undef X
  };
  return c < 128 ? table[c] : 0xFF;
}

static inline bool is_sign(uint8_t c) { return c == '/' || c == '-' || c == '_' || c == '+'; }
static inline bool is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
static inline bool is_hex(uint8_t c) {
  return is_digit(c) || (uint8_t)((c | 0x20) - 'a') < 6;
}

static inline bool is_control(uint8_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

// Whether the first 24 characters spell a text, or a piece of one.
static bool encodes_text(const uint8_t *bytes, size_t count) {
  if (count > CSCAN_ENCODED_LENGTH) count = CSCAN_ENCODED_LENGTH;
  // How many bytes of a character are still to come.
  unsigned following = 0;
  for (size_t i = 0; i + 4 <= count; i += 4) {
    uint32_t group = (uint32_t)sextet(bytes[i]) << 18 | (uint32_t)sextet(bytes[i + 1]) << 12 |
                     (uint32_t)sextet(bytes[i + 2]) << 6 | sextet(bytes[i + 3]);
    for (int shift = 16; shift >= 0; shift -= 8) {
      uint8_t c = (uint8_t)(group >> shift);
      if (c < 0x80) {
        if (following || is_control(c)) return false;
      } else if (c < 0xC0) {
        if (!following) return false;
        following--;
      } else {
        if (following || c < 0xC2 || c > 0xF4) return false;
        following = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
      }
    }
  }
  return true;
}

// Classes of bytes by nibble: a byte is in one when its nibbles' entries share a bit.
static const uint8_t alphabet_low[16] = {26, 30, 30, 30, 30, 30, 30, 30, 30, 30, 28, 5, 4, 5, 4, 13};
static const uint8_t alphabet_high[16] = {0, 0, 1, 2, 4, 8, 4, 16};
// Those of base64 that may_start allows at its first, second and third place.
static const uint8_t start_low[3][16] = {
    {4, 12, 12, 14, 14, 12, 12, 4, 4, 6, 6, 2, 2, 2, 2, 2},
    {1, 7, 7, 7, 6, 6, 6, 30, 30, 24, 24, 8, 8, 8, 8, 0},
    {17, 7, 6, 24, 25, 7, 6, 24, 25, 7, 6, 8, 8, 2, 2, 8},
};
static const uint8_t start_high[16] = {0, 0, 0, 1, 2, 4, 8, 16};

#if defined(__x86_64__)

#include <immintrin.h>
#define VECTOR __attribute__((target("avx2")))

VECTOR static inline __m256i table(const uint8_t *entries) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)entries));
}

// One bit for each of 32 bytes that is in the class.
VECTOR static inline uint32_t class32(const uint8_t *p, __m256i low, __m256i high) {
  __m256i v = _mm256_loadu_si256((const __m256i *)p);
  __m256i upper = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(15));
  __m256i common = _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, upper));
  return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(common, _mm256_setzero_si256()));
}

VECTOR static inline uint32_t starts32(const uint8_t *p) {
  __m256i high = table(start_high);
  return class32(p, table(start_low[0]), high) & class32(p + 1, table(start_low[1]), high) &
         class32(p + 2, table(start_low[2]), high);
}

VECTOR static inline uint32_t signs32(const uint8_t *p) {
  __m256i v = _mm256_loadu_si256((const __m256i *)p);
  __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('/'));
  __m256i plus = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('+'));
  __m256i dash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('-'));
  __m256i line = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('_'));
  return (uint32_t)_mm256_movemask_epi8(
      _mm256_or_si256(_mm256_or_si256(slash, plus), _mm256_or_si256(dash, line)));
}

VECTOR static inline uint64_t alphabet64(const uint8_t *p) {
  __m256i low = table(alphabet_low), high = table(alphabet_high);
  return class32(p, low, high) | (uint64_t)class32(p + 32, low, high) << 32;
}

#elif defined(__aarch64__)

#include <arm_neon.h>
#define VECTOR

static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};

static inline uint8x16_t class16(const uint8_t *p, const uint8_t *low, const uint8_t *high) {
  uint8x16_t v = vld1q_u8(p);
  uint8x16_t common = vandq_u8(vqtbl1q_u8(vld1q_u8(low), vandq_u8(v, vdupq_n_u8(15))),
                               vqtbl1q_u8(vld1q_u8(high), vshrq_n_u8(v, 4)));
  return vandq_u8(vtstq_u8(common, common), vld1q_u8(places));
}

static inline uint8x16_t starts16(const uint8_t *p) {
  return vandq_u8(class16(p, start_low[0], start_high),
                  vandq_u8(class16(p + 1, start_low[1], start_high),
                           class16(p + 2, start_low[2], start_high)));
}

static inline uint8x16_t signs16(const uint8_t *p) {
  uint8x16_t v = vld1q_u8(p);
  uint8x16_t slashes = vorrq_u8(vceqq_u8(v, vdupq_n_u8('/')), vceqq_u8(v, vdupq_n_u8('+')));
  uint8x16_t dashes = vorrq_u8(vceqq_u8(v, vdupq_n_u8('-')), vceqq_u8(v, vdupq_n_u8('_')));
  return vandq_u8(vorrq_u8(slashes, dashes), vld1q_u8(places));
}

static inline uint32_t bits32(uint8x16_t first, uint8x16_t second) {
  uint8x16_t all = vpaddq_u8(first, second);
  all = vpaddq_u8(all, all);
  return vgetq_lane_u32(vreinterpretq_u32_u8(vpaddq_u8(all, all)), 0);
}

static inline uint32_t signs32(const uint8_t *p) { return bits32(signs16(p), signs16(p + 16)); }

static inline uint32_t starts32(const uint8_t *p) { return bits32(starts16(p), starts16(p + 16)); }

static inline uint8x16_t alphabet16(const uint8_t *p) {
  return class16(p, alphabet_low, alphabet_high);
}

static inline uint64_t alphabet64(const uint8_t *p) {
  uint8x16_t first = vpaddq_u8(alphabet16(p), alphabet16(p + 16));
  uint8x16_t second = vpaddq_u8(alphabet16(p + 32), alphabet16(p + 48));
  uint8x16_t all = vpaddq_u8(first, second);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

#endif

// Whether base64 of three ASCII bytes may stand here: the sextets of such have certain bits clear.
static inline bool may_start(const uint8_t *p) {
  uint8_t a = sextet(p[0]), b = sextet(p[1]), c = sextet(p[2]);
  return (((a >= 8) & (a < 32)) | (a == 2) | (a == 3)) & !(b & 8) & !(c & 2);
}

static inline bool starts(const uint8_t *p, size_t count) {
  return may_start(p) && encodes_text(p, count);
}

static size_t start_scalar(const uint8_t *bytes, size_t i, bool is_run_start, size_t limit,
                           size_t end) {
  for (; i < limit; i++, is_run_start = false) {
    if ((is_run_start || is_sign(bytes[i - 1])) && starts(bytes + i, end - i)) return i;
  }
  return end;
}

#ifdef VECTOR

VECTOR static size_t start_vector(const uint8_t *bytes, size_t from, size_t limit, size_t end,
                                  size_t count) {
  // Behind a sign; the run's start may be text, too.
  uint32_t first = 1;
  size_t i = from;
  for (; i < limit && i + 34 <= count; i += 32) {
    uint32_t mask = (i > 0 ? signs32(bytes + i - 1) : signs32(bytes) << 1) | first;
    mask &= starts32(bytes + i);
    if (limit - i < 32) mask &= (1u << (limit - i)) - 1;
    first = 0;
    for (; __builtin_expect(mask != 0, 0); mask &= mask - 1) {
      size_t place = i + (size_t)__builtin_ctz(mask);
      if (encodes_text(bytes + place, end - place)) return place;
    }
  }
  return i < limit ? start_scalar(bytes, i, i == from, limit, end) : end;
}

#endif

// Where text begins in the run bytes[from..<end): at its start or behind a sign.
static size_t find_start(const uint8_t *bytes, size_t count, size_t from, size_t end,
                         cscan_path path) {
  if (end - from < CSCAN_ENCODED_LENGTH) return end;
  size_t limit = end - CSCAN_ENCODED_LENGTH + 1;
  if (limit - from > CSCAN_ENCODED_LEAD) limit = from + CSCAN_ENCODED_LEAD;
#ifdef VECTOR
  if (path == CSCAN_VECTOR) return start_vector(bytes, from, limit, end, count);
#endif
  (void)count;
  (void)path;
  return start_scalar(bytes, from, true, limit, end);
}

size_t cscan_encoded_start(const uint8_t *bytes, size_t from, size_t end) {
  return find_start(bytes, end, from, end, CSCAN_SCALAR);
}

// How much of a run belongs to an escape before it: \n, \u003d, %3D, ESC[33m.
static size_t escape_length(const uint8_t *bytes, size_t start, size_t end) {
  if (start == 0) return 0;
  const uint8_t *run = bytes + start;
  size_t count = end - start;
  switch (bytes[start - 1]) {
    case '\\':
      if (run[0] == 'u' && count > 5 && is_hex(run[1]) && is_hex(run[2]) && is_hex(run[3]) &&
          is_hex(run[4]))
        return 5;
      return 1;
    case '%':
      return count > 2 && is_hex(run[0]) && is_hex(run[1]) ? 2 : 0;
    case '[':
    case ';': {
      size_t digits = 0;
      while (digits < 3 && digits + 1 < count && is_digit(run[digits])) digits++;
      return run[digits] == 'm' ? digits + 1 : 0;
    }
    default:
      return 0;
  }
}

typedef struct {
  const uint8_t *bytes;
  size_t count;
  cscan_path path;
  cscan_encoded *found;
  size_t hits;
} search;

static void judge(search *s, size_t start, size_t end) {
  if (end - start < CSCAN_ENCODED_LENGTH) return;
  size_t escape = escape_length(s->bytes, start, end);
  size_t text = end;
  if (escape) text = find_start(s->bytes, s->count, start + escape, end, s->path);
  if (text == end) text = find_start(s->bytes, s->count, start, end, s->path);
  if (text == end) return;
  s->found[s->hits].start = text;
  s->found[s->hits].end = end;
  s->hits++;
}

// In one block of 64 begin and end at most two runs of 24 bytes; one more ends that began before.
enum { RUNS_A_BLOCK = 3 };

#ifdef VECTOR

// Blocks of 64 from *i on; `run` is where the run begins that *i goes on, or *i itself.
VECTOR static void find_vector(search *s, size_t *i, size_t *run, size_t to, size_t capacity) {
  size_t block = *i;
  size_t start = *run;
  while (block + 64 <= to && s->hits + RUNS_A_BLOCK <= capacity) {
    uint64_t part = alphabet64(s->bytes + block);
    if (part == ~0ull) {
      block += 64;
      continue;
    }
    unsigned head = (unsigned)__builtin_ctzll(~part);
    unsigned tail = (unsigned)__builtin_clzll(~part);
    // What lies between, shortened to the starts of 24 bytes in a row.
    uint64_t inner = part & (~0ull << head) & (~0ull >> tail);
    uint64_t rows = inner & inner >> 1;
    rows &= rows >> 2;
    rows &= rows >> 4;
    rows &= rows >> 8;
    rows &= rows >> 8;
    if (__builtin_expect((block + head - start >= CSCAN_ENCODED_LENGTH) | (rows != 0), 0)) {
      judge(s, start, block + head);
      while (rows) {
        unsigned first = (unsigned)__builtin_ctzll(rows);
        unsigned end = first + (unsigned)__builtin_ctzll(~(part >> first));
        judge(s, block + first, block + end);
        rows &= ~0ull << end;
      }
    }
    block += 64;
    start = block - tail;
  }
  *i = block;
  *run = start;
}

#endif

size_t cscan_encoded_find(const uint8_t *bytes, size_t count, size_t from, size_t to,
                          cscan_path path, cscan_encoded *found, size_t capacity, size_t *next) {
  search s = {bytes, count, path, found, 0};
  if (to > count) to = count;
  size_t i = from;
  // A run that began before is none of this call's.
  if (i > 0 && i < count && sextet(bytes[i - 1]) != 0xFF) {
    while (i < count && sextet(bytes[i]) != 0xFF) i++;
  }
  size_t run = i;
  while (run < to && s.hits + RUNS_A_BLOCK <= capacity) {
#ifdef VECTOR
    if (path == CSCAN_VECTOR && i + 64 <= to) {
      find_vector(&s, &i, &run, to, capacity);
      continue;
    }
#endif
    while (i < count && sextet(bytes[i]) != 0xFF) i++;
    judge(&s, run, i);
    run = ++i;
  }
  *next = run < to ? run : to;
  return s.hits;
}
