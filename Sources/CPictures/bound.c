#include "CPictures.h"

#include <signal.h>
#include <sys/resource.h>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

static void set(int resource, rlim_t limit) {
  struct rlimit both = {limit, limit};
  (void)setrlimit(resource, &both);
}

void cpic_bound(uint64_t memory) {
  set(RLIMIT_CORE, 0);
  // Pixels may be secret: no library's temporary file gets any.
  set(RLIMIT_FSIZE, 0);
  signal(SIGXFSZ, SIG_IGN);
  set(RLIMIT_AS, (rlim_t)memory);
#if defined(__linux__)
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
}

void cpic_bound_time(unsigned seconds) {
  struct rusage usage;
  struct rlimit limit;
  if (getrusage(RUSAGE_SELF, &usage) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) return;
  limit.rlim_cur = (rlim_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + seconds + 1;
  if (limit.rlim_max != RLIM_INFINITY && limit.rlim_cur > limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
  }
  (void)setrlimit(RLIMIT_CPU, &limit);
}
