// Finds runs of base64 that begin like an encoded text, 64 bytes at a time.
#ifndef CENCODED_H
#define CENCODED_H

#include <stddef.h>
#include <stdint.h>

#include "cpath.h"

enum {
  // The shortest run that is looked at.
  CSCAN_ENCODED_LENGTH = 24,
  // Behind a run's start, text may begin in this much.
  CSCAN_ENCODED_LEAD = 4096,
};

typedef struct {
  // Where the text's encoding begins, and where the run ends, without padding.
  size_t start, end;
} cscan_encoded;

// Looks at runs that begin in bytes[from..<to) of a block of `count` bytes; they may end behind it.
// Writes at most `capacity` of them, ascending. Returns how many; *next is where to go on (`to`
// when all was looked at).
size_t cscan_encoded_find(const uint8_t *bytes, size_t count, size_t from, size_t to,
                          cscan_path path, cscan_encoded *found, size_t capacity, size_t *next);

// Where text begins in the run bytes[from..<end), at its start or behind a sign; `end` where none
// does.
size_t cscan_encoded_start(const uint8_t *bytes, size_t from, size_t end);

#endif
