// Finds places where personal data and addresses may stand, 32 or 16 bytes at a time.
#ifndef CSCAN_H
#define CSCAN_H

#include <stddef.h>
#include <stdint.h>

#include "cencoded.h"
#include "cpath.h"
#include "cwindow.h"

// What is looked for; the place that is reported stands behind each.
enum {
  CSCAN_DOT = 1,     // a dot between digits (IPv4): the dot
  CSCAN_DIGITS = 2,  // four digits in a row, none before: the first
  CSCAN_PLUS = 4,    // a plus before 1-9: the plus
  CSCAN_IBAN = 8,    // two capitals and two digits: the first capital
  CSCAN_COLON = 16,  // a colon beside a colon, or between hex digits: the colon
  CSCAN_MAC = 32,    // hex pairs around a dash, or fours around a dot: the sign
  CSCAN_AT = 64,     // an at sign: the sign
};

// Looks at bytes[from..<to) of a block of `count` bytes; what lies around is looked at, too.
// Writes at most `capacity` ascending places. Returns how many; *next is where to go on (`to` when
// all was looked at).
size_t cscan_find(const uint8_t *bytes, size_t count, size_t from, size_t to, uint32_t wanted,
                  cscan_path path, uint32_t *places, size_t capacity, size_t *next);

#endif
