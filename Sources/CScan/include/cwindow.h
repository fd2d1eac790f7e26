// Finds windows of six bytes that belong to one of very many strings.
#ifndef CWINDOW_H
#define CWINDOW_H

#include <stddef.h>
#include <stdint.h>

enum { CSCAN_WINDOW = 6, CSCAN_WINDOW_OFFSET_BITS = 12 };

// A window of a string: its hash, but for the low bits, which hold the window's offset in it.
typedef struct {
  uint64_t key;
  uint32_t owner;
  uint32_t fingerprint;
} cscan_window;

typedef struct {
  // A Bloom filter: two bits of the word that a hash's upper bits choose.
  const uint64_t *filter;
  unsigned filter_shift;
  // Where the windows of each hash value, by its upper bits, begin; one more than there are.
  const uint32_t *starts;
  unsigned starts_shift;
  const cscan_window *windows;
  // Only every so many places are looked at.
  size_t stride;
} cscan_windows;

typedef struct {
  uint32_t position;
  // Into `windows`: the first with this hash, and behind the last that may have it.
  uint32_t first, end;
} cscan_window_hit;

// The hash of six bytes; letters count alike in both cases.
uint64_t cscan_window_hash(const uint8_t *bytes);

// Lets a hash through the filter.
void cscan_window_admit(uint64_t *filter, unsigned filter_shift, uint64_t hash);

// Looks at bytes[from..<count) from a multiple of the stride on. Writes at most `capacity`
// ascending hits. Returns how many; *next is where to go on (`count` or more at the end).
size_t cscan_window_find(const cscan_windows *table, const uint8_t *bytes, size_t count,
                         size_t from, cscan_window_hit *hits, size_t capacity, size_t *next);

#endif
