/* Times one system call: `call-loop CALLS ROUNDS [FILE]` prints the nanoseconds of a getppid, or of a stat of FILE, in the
   fastest round. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  long calls = argc > 1 ? atol(argv[1]) : 20000, rounds = argc > 2 ? atol(argv[2]) : 20;
  const char *file = argc > 3 ? argv[3] : NULL;
  struct stat buffer;
  double best = 1e18;
  for (long round = 0; round < rounds; round++) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (long i = 0; i < calls; i++) {
      if (file) syscall(SYS_stat, file, &buffer);
      else syscall(SYS_getppid);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ns = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / calls;
    if (ns < best) best = ns;
  }
  printf("%.1f\n", best);
  return 0;
}
