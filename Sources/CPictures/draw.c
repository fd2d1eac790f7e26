#include "CPictures.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

// Fixed folders; nobody's PATH is asked.
static const char *const programs[] = {
    "/usr/bin/pdftoppm", "/opt/homebrew/bin/pdftoppm", "/usr/local/bin/pdftoppm"};

static const char *program(void) {
  for (size_t index = 0; index < sizeof programs / sizeof *programs; index++) {
    if (access(programs[index], X_OK) == 0) return programs[index];
  }
  return NULL;
}

int cpic_can_draw(void) { return program() != NULL; }

static pid_t start(unsigned page, unsigned resolution, int input, int output) {
  const char *path = program();
  if (!path) return -1;
  char number[16], dots[16];
  snprintf(number, sizeof number, "%u", page);
  snprintf(dots, sizeof dots, "%u", resolution);
  char *arguments[] = {(char *)path, "-f", number, "-l", number, "-r", dots, "-", NULL};
  char *environment[] = {"LC_ALL=C", NULL};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, 0);
  posix_spawn_file_actions_adddup2(&actions, output, 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = -1;
  if (posix_spawn(&child, path, &actions, NULL, arguments, environment) != 0) child = -1;
  posix_spawn_file_actions_destroy(&actions);
  return child;
}

// Writes and reads side by side. Returns 0 once the output has ended.
static int feed(int to, int from, const uint8_t *bytes, size_t count, size_t limit, uint8_t **output,
                size_t *length) {
  size_t room = 0;
  while (1) {
    struct pollfd ends[] = {{from, POLLIN, 0}, {count > 0 ? to : -1, POLLOUT, 0}};
    if (poll(ends, 2, -1) < 0 && errno != EINTR) return -1;
    if (ends[1].revents) {
      ssize_t put = write(to, bytes, count < 65536 ? count : 65536);
      if (put > 0) {
        bytes += put;
        count -= (size_t)put;
      } else if (put < 0 && errno != EINTR && errno != EAGAIN) {
        count = 0;
      }
      if (count == 0) close(to);
    }
    if (!ends[0].revents) continue;
    if (room - *length < 65536) {
      if (*length > limit) return -1;
      room = room * 2 + (1 << 20);
      uint8_t *larger = realloc(*output, room);
      if (!larger) return -1;
      *output = larger;
    }
    ssize_t got = read(from, *output + *length, room - *length);
    if (got == 0) {
      if (count > 0) close(to);
      return *length > limit ? -1 : 0;
    }
    if (got > 0) *length += (size_t)got;
    if (got < 0 && errno != EINTR) return -1;
  }
}

int cpic_draw_page(const uint8_t *pdf, size_t count, unsigned page, unsigned resolution, size_t limit,
                   uint8_t **bytes, size_t *length) {
  *bytes = NULL;
  *length = 0;
  int input[2], output[2];
  if (pipe(input) != 0) return -1;
  if (pipe(output) != 0) return -1;
  fcntl(input[1], F_SETFD, FD_CLOEXEC);
  fcntl(output[0], F_SETFD, FD_CLOEXEC);
  fcntl(input[1], F_SETFL, O_NONBLOCK);
  signal(SIGPIPE, SIG_IGN);
  pid_t child = start(page, resolution, input[0], output[1]);
  close(input[0]);
  close(output[1]);
  int failed = child < 0 || feed(input[1], output[0], pdf, count, limit, bytes, length) != 0;
  if (child < 0) close(input[1]);
  close(output[0]);
  if (child < 0) return -1;
  if (failed) kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (failed || !WIFEXITED(status)) return -1;
  // 99: there is no such page.
  if (WEXITSTATUS(status) == 99 && *length == 0) return 1;
  return WEXITSTATUS(status) == 0 && *length > 0 ? 0 : -1;
}
