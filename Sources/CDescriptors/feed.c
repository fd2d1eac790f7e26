#include "CDescriptors.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_all(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno != EINTR) return;
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
    }
  }
}

int handoff_feed_standard_input(const void *bytes, size_t count) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const char *rest = bytes;
  int flags = fcntl(ends[1], F_GETFL);
  fcntl(ends[1], F_SETFL, flags | O_NONBLOCK);
  while (count > 0) {
    ssize_t written = write(ends[1], rest, count);
    if (written > 0) {
      rest += written;
      count -= (size_t)written;
    } else if (errno != EINTR) {
      break;
    }
  }
  if (count > 0) {
    // More than a pipe holds: a process of its own writes the rest, and dies with its reader. It is
    // nobody's child and in no group, so that neither the command nor its runner waits for it.
    pid_t between = fork();
    if (between < 0) return -1;
    if (between == 0) {
      pid_t feeder = fork();
      if (feeder != 0) _exit(feeder < 0);
      setsid();
      close(ends[0]);
      for (int descriptor = 0; descriptor <= 2; descriptor++) close(descriptor);
      fcntl(ends[1], F_SETFL, flags);
      write_all(ends[1], rest, count);
      _exit(0);
    }
    int status = 0;
    while (waitpid(between, &status, 0) < 0) {
      if (errno != EINTR) return -1;
    }
    if (status != 0) return -1;
  }
  if (dup2(ends[0], 0) < 0) return -1;
  if (ends[0] != 0) close(ends[0]);
  close(ends[1]);
  return 0;
}
