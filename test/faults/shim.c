/*
 * Lets calls on some files fail, as a broken or full disk does. FAULT_PATH is a part of their names, FAULT_CALL `read` or
 * `write`, FAULT_ERRNO what they fail with, FAULT_AFTER the first bad byte. EINTR fails every second time, as signals may.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int interrupted;

static int concerns(int fd, const char *call) {
  const char *path = getenv("FAULT_PATH"), *wanted = getenv("FAULT_CALL");
  char link[64], name[4096];
  ssize_t length;
  if (!path || !wanted || strcmp(wanted, call) != 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink(link, name, sizeof name - 1);
  if (length < 0) return 0;
  name[length] = 0;
  return strstr(name, path) != NULL;
}

/* How many of `size` bytes at `at` (-1: where the descriptor stands) go well; -1 with errno: none. */
static ssize_t allowed(int fd, const char *call, size_t size, off64_t at) {
  int saved = errno;
  const char *after = getenv("FAULT_AFTER");
  off64_t bad = after ? atoll(after) : 0;
  if (!concerns(fd, call)) {
    errno = saved;
    return size;
  }
  if (at < 0) at = lseek64(fd, 0, SEEK_CUR);
  if (at < 0) at = 0;
  errno = saved;
  if (at + (off64_t)size <= bad) return size;
  if (at < bad) return bad - at;
  interrupted = !interrupted;
  if (atoi(getenv("FAULT_ERRNO")) == EINTR && !interrupted) return size;
  errno = atoi(getenv("FAULT_ERRNO"));
  return -1;
}

#define NEXT(name, parameters)                                       \
  static ssize_t(*next) parameters;                                  \
  if (!next) next = (ssize_t(*) parameters)dlsym(RTLD_NEXT, #name)

#define PLAIN(name, call, type)                                      \
  ssize_t name(int fd, type bytes, size_t size) {                    \
    NEXT(name, (int, type, size_t));                                 \
    ssize_t most = allowed(fd, call, size, -1);                      \
    return most < 0 ? -1 : next(fd, bytes, most);                    \
  }

#define PLACED(name, call, type, offset)                             \
  ssize_t name(int fd, type bytes, size_t size, offset at) {         \
    NEXT(name, (int, type, size_t, offset));                         \
    ssize_t most = allowed(fd, call, size, at);                      \
    return most < 0 ? -1 : next(fd, bytes, most, at);                \
  }

/* Of several pieces all or none. */
#define VECTOR(name, call)                                           \
  ssize_t name(int fd, const struct iovec *pieces, int count) {      \
    NEXT(name, (int, const struct iovec *, int));                    \
    return allowed(fd, call, 1, -1) < 0 ? -1 : next(fd, pieces, count); \
  }

PLAIN(read, "read", void *)
PLACED(pread, "read", void *, off_t)
PLACED(pread64, "read", void *, off64_t)
VECTOR(readv, "read")
PLAIN(write, "write", const void *)
PLACED(pwrite, "write", const void *, off_t)
PLACED(pwrite64, "write", const void *, off64_t)
VECTOR(writev, "write")
