/* Loaded into handoff by LD_PRELOAD: something happens at one write of its journal.
 *
 *   JOURNAL_FAULT=N:WHAT   the N-th line that this process writes to a journal.jsonl; WHAT is
 *                          before, half (of the line is written), written or synced: SIGKILL there;
 *                          full: there is no space for it; unsynced: it can't be made durable
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int count;

static int is_journal(int descriptor) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  const char *end = strrchr(path, '/');
  return end != NULL && strcmp(end, "/journal.jsonl") == 0;
}

static int is_moment(const char *point) {
  const char *wish = getenv("JOURNAL_FAULT");
  if (wish == NULL || atoi(wish) != count) return 0;
  const char *colon = strchr(wish, ':');
  return colon != NULL && strcmp(colon + 1, point) == 0;
}

static void die_at(const char *point) {
  if (is_moment(point)) kill(getpid(), SIGKILL);
}

ssize_t write(int descriptor, const void *bytes, size_t size) {
  static ssize_t (*real)(int, const void *, size_t);
  if (real == NULL) real = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
  if (getenv("JOURNAL_FAULT") == NULL || !is_journal(descriptor)) return real(descriptor, bytes, size);
  count += 1;
  die_at("before");
  if (is_moment("half")) {
    real(descriptor, bytes, size / 2);
    kill(getpid(), SIGKILL);
  }
  if (is_moment("full")) {
    real(descriptor, bytes, size / 2);
    errno = ENOSPC;
    return -1;
  }
  ssize_t written = real(descriptor, bytes, size);
  die_at("written");
  return written;
}

int fsync(int descriptor) {
  static int (*real)(int);
  if (real == NULL) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  if (is_moment("unsynced") && is_journal(descriptor)) {
    errno = EIO;
    return -1;
  }
  int result = real(descriptor);
  if (getenv("JOURNAL_FAULT") != NULL && is_journal(descriptor)) die_at("synced");
  return result;
}
