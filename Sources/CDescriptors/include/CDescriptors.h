#pragma once

#include <stddef.h>

/// Replaces standard input by a pipe that gives `bytes` and then ends, for the program that this
/// process is about to become.
///
/// @return 0, or -1 with `errno`.
int handoff_feed_standard_input(const void *bytes, size_t count);
