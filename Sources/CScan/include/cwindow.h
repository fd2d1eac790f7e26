// Finds windows of six bytes that belong to one of very many strings.
#ifndef CWINDOW_H
#define CWINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cpath.h"

enum {
  CSCAN_WINDOW = 6,
  // Of a window's key these are no hash: the offset, and above it whether it has no mark.
  CSCAN_WINDOW_OFFSET_BITS = 12,
  CSCAN_WINDOW_OWN_BITS = 13,
  CSCAN_WINDOW_SIEVE_BITS = 16,
};

// A window of a string: its hash, but for the low bits.
typedef struct {
  uint64_t key;
  uint32_t owner;
  uint32_t fingerprint;
} cscan_window;

// A Bloom filter: two bits of the word that a hash's upper bits choose. Without words nothing passes.
typedef struct {
  const uint64_t *words;
  unsigned shift;
} cscan_window_filter;

typedef struct {
  // For windows that are marked, and for those of strings that have no marked one.
  cscan_window_filter marked, others;
  // Which sums of six bytes `others` have, a bit each.
  const uint32_t *sieve;
  // Where the windows of each hash value, by its upper bits, begin; one more than there are.
  const uint32_t *starts;
  unsigned starts_shift;
  const cscan_window *windows;
} cscan_windows;

typedef struct {
  uint32_t position;
  // Into `windows`: the first with this hash, and behind the last that may have it.
  uint32_t first, end;
} cscan_window_hit;

// The hash of six bytes; letters count alike in both cases.
uint64_t cscan_window_hash(const uint8_t *bytes);

// Whether six bytes are of the few kinds that all places of a text are looked at for first.
bool cscan_window_is_marked(const uint8_t *bytes);

// Lets a window without a mark through the sieve.
void cscan_window_sift(uint32_t *sieve, const uint8_t *bytes);

// Lets a hash through a filter.
void cscan_window_admit(uint64_t *words, unsigned shift, uint64_t hash);

// Looks at bytes[from..<count). Writes at most `capacity` ascending hits, for which there must be
// room for 32. Returns how many; *next is where to go on (`count` at the end).
size_t cscan_window_find(const cscan_windows *table, const uint8_t *bytes, size_t count,
                         size_t from, cscan_path path, cscan_window_hit *hits, size_t capacity,
                         size_t *next);

#endif
