/*
 * Moves datagrams between JavaScript and the kernel's audit netlink socket; nothing else. Headers, sequence numbers,
 * acknowledgements and policy are TypeScript (src/netlink); only a series of requests that is sent on a thread of its own
 * has its acknowledgements read here. A few calls on integers and buffers; a failure is an Error with `errno` (positive)
 * and `syscall`.
 */
#define NAPI_VERSION 8
#include <errno.h>
#include <linux/netlink.h>
#include <node_api.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Threads by the names' first versions: the present ones are in glibc 2.34 only, and Node runs on 2.28. ANY_LIBRARY: by names
 * without versions. */
#if defined(__GLIBC__) && !defined(ANY_LIBRARY) && defined(__x86_64__)
#define FIRST_GLIBC "GLIBC_2.2.5"
#elif defined(__GLIBC__) && !defined(ANY_LIBRARY) && defined(__aarch64__)
#define FIRST_GLIBC "GLIBC_2.17"
#endif
#ifdef FIRST_GLIBC
__asm__(".symver pthread_create,pthread_create@" FIRST_GLIBC);
__asm__(".symver pthread_join,pthread_join@" FIRST_GLIBC);
__asm__(".symver pthread_sigmask,pthread_sigmask@" FIRST_GLIBC);
#endif

#define MOST_DATAGRAMS 64

#ifndef SO_RCVBUFFORCE
#define SO_RCVBUFFORCE 33
#endif

static napi_value fail(napi_env env, const char *call, int number) {
  char text[160];
  napi_value message, error, value;
  snprintf(text, sizeof text, "%s: %s", call, strerror(number));
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message) != napi_ok) return NULL;
  if (napi_create_error(env, NULL, message, &error) != napi_ok) return NULL;
  if (napi_create_int32(env, number, &value) == napi_ok) napi_set_named_property(env, error, "errno", value);
  if (napi_create_string_utf8(env, call, NAPI_AUTO_LENGTH, &value) == napi_ok) {
    napi_set_named_property(env, error, "syscall", value);
  }
  napi_throw(env, error);
  return NULL;
}

static napi_value number(napi_env env, int64_t of) {
  napi_value value;
  return napi_create_int64(env, of, &value) == napi_ok ? value : NULL;
}

/* Reads `count` arguments; the second may be bytes, the others are integers. False: an exception is pending. */
static int arguments(napi_env env, napi_callback_info info, size_t count, int32_t *integers, void **bytes,
                     size_t *length) {
  napi_value values[3];
  size_t given = count;
  if (napi_get_cb_info(env, info, &given, values, NULL, NULL) == napi_ok && given >= count) {
    size_t i;
    for (i = 0; i < count; i++) {
      napi_status status = bytes != NULL && i == 1 ? napi_get_buffer_info(env, values[i], bytes, length)
                                                   : napi_get_value_int32(env, values[i], &integers[i]);
      if (status != napi_ok) break;
    }
    if (i == count) return 1;
  }
  napi_throw_type_error(env, NULL, "wrong arguments");
  return 0;
}

/* open(groups, receiveBuffer): a new socket, joined to the multicast groups of the bit mask; 0 keeps the buffer size. */
static napi_value open_socket(napi_env env, napi_callback_info info) {
  int32_t arg[2];
  if (!arguments(env, info, 2, arg, NULL, NULL)) return NULL;
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
  if (fd < 0) return fail(env, "socket", errno);
  if (arg[1] > 0 && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &arg[1], sizeof arg[1]) != 0) {
    /* Without CAP_NET_ADMIN the size is capped, which is no error. */
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &arg[1], sizeof arg[1]);
  }
  if (arg[0] != 0) {
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = (uint32_t)arg[0]};
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0) {
      int number = errno;
      close(fd);
      return fail(env, "bind", number);
    }
  }
  return number(env, fd);
}

/* send(fd, bytes): one datagram to the kernel. */
static napi_value send_datagram(napi_env env, napi_callback_info info) {
  int32_t arg[2];
  void *bytes;
  size_t length;
  ssize_t sent;
  struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  if (!arguments(env, info, 2, arg, &bytes, &length)) return NULL;
  do {
    sent = sendto(arg[0], bytes, length, 0, (struct sockaddr *)&kernel, sizeof kernel);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? fail(env, "sendto", errno) : NULL;
}

static int64_t now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/*
 * receive(fd, buffer, timeoutMs): the length of the next datagram of the kernel, written to the buffer; -1 when none
 * came in time. Datagrams of other senders are dropped: anyone may send to a netlink port.
 */
static napi_value receive_datagram(napi_env env, napi_callback_info info) {
  int32_t arg[3];
  void *bytes;
  size_t length;
  if (!arguments(env, info, 3, arg, &bytes, &length)) return NULL;
  const int64_t end = now_ms() + arg[2];
  for (;;) {
    struct sockaddr_nl sender;
    struct iovec part = {.iov_base = bytes, .iov_len = length};
    struct msghdr message = {.msg_name = &sender, .msg_namelen = sizeof sender, .msg_iov = &part, .msg_iovlen = 1};
    memset(&sender, 0, sizeof sender);
    ssize_t got = recvmsg(arg[0], &message, MSG_DONTWAIT);
    if (got >= 0) {
      if (message.msg_namelen < sizeof sender || sender.nl_family != AF_NETLINK || sender.nl_pid != 0) continue;
      if (message.msg_flags & MSG_TRUNC) return fail(env, "recvmsg", EMSGSIZE);
      return number(env, got);
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return fail(env, "recvmsg", errno);
    const int64_t left = end - now_ms();
    if (left <= 0) return number(env, -1);
    struct pollfd waiting = {.fd = arg[0], .events = POLLIN};
    if (poll(&waiting, 1, (int)left) < 0 && errno != EINTR) return fail(env, "poll", errno);
  }
}

/*
 * receiveMany(fd, buffer, slot): the datagrams of the kernel that wait, as many as there are slots of that many bytes in
 * the buffer. Each slot begins with the length (four bytes) of its datagram, -1 for one of another sender. The number of
 * slots used; never waits. A busy kernel makes records faster than one call for each could fetch them.
 */
static napi_value receive_many(napi_env env, napi_callback_info info) {
  int32_t arg[3];
  char *bytes;
  size_t length;
  if (!arguments(env, info, 3, arg, (void **)&bytes, &length)) return NULL;
  struct sockaddr_nl senders[MOST_DATAGRAMS];
  struct iovec parts[MOST_DATAGRAMS];
  struct mmsghdr messages[MOST_DATAGRAMS];
  const size_t slot = arg[2] > 4 ? (size_t)arg[2] : length;
  unsigned count = 0;
  for (; count < MOST_DATAGRAMS && (count + 1) * slot <= length && slot > 4; count++) {
    parts[count] = (struct iovec){.iov_base = bytes + count * slot + 4, .iov_len = slot - 4};
    messages[count] = (struct mmsghdr){.msg_hdr = {.msg_name = &senders[count],
                                                   .msg_namelen = sizeof senders[count],
                                                   .msg_iov = &parts[count],
                                                   .msg_iovlen = 1}};
  }
  int got;
  do {
    got = recvmmsg(arg[0], messages, count, MSG_DONTWAIT, NULL);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return number(env, 0);
  if (got < 0) return fail(env, "recvmmsg", errno);
  for (int i = 0; i < got; i++) {
    const struct msghdr *header = &messages[i].msg_hdr;
    const int foreign = header->msg_namelen < sizeof senders[i] || senders[i].nl_family != AF_NETLINK ||
                        senders[i].nl_pid != 0;
    if (!foreign && header->msg_flags & MSG_TRUNC) return fail(env, "recvmmsg", EMSGSIZE);
    const int32_t size = foreign ? -1 : (int32_t)messages[i].msg_len;
    memcpy(bytes + (size_t)i * slot, &size, sizeof size);
  }
  return number(env, got);
}

/*
 * Requests that are sent one after the other, each when the one before it was acknowledged, while JavaScript prepares the
 * next ones: adding a rule takes the kernel longer than reading its line, and it does that inside the call that sends.
 */
static struct series {
  pthread_t thread;
  int fd;
  int is_running;
  const char *bytes;
  size_t length;
  int32_t result[2]; /* requests that were acknowledged; the error number of the next one, 0 when there is none */
} series;

#define ANSWER_MS 10000

/* The error number of the acknowledgement of the request with this sequence number. */
static int acknowledged(int fd, uint32_t sequence) {
  const int64_t end = now_ms() + ANSWER_MS;
  for (;;) {
    struct {
      struct nlmsghdr header;
      int32_t code;
      char rest[9000];
    } answer;
    struct sockaddr_nl sender = {0};
    socklen_t size = sizeof sender;
    ssize_t got = recvfrom(fd, &answer, sizeof answer, MSG_DONTWAIT, (struct sockaddr *)&sender, &size);
    if (got >= (ssize_t)(sizeof answer.header + sizeof answer.code) && size == sizeof sender && sender.nl_pid == 0 &&
        answer.header.nlmsg_type == NLMSG_ERROR && answer.header.nlmsg_seq == sequence) {
      return answer.code < 0 ? -answer.code : 0;
    }
    if (got >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return errno;
    const int64_t left = end - now_ms();
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    if (left <= 0) return EAGAIN;
    if (poll(&waiting, 1, (int)left) < 0 && errno != EINTR) return errno;
  }
}

static void *send_one_by_one(void *unused) {
  const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  (void)unused;
  for (size_t at = 0; at + sizeof(struct nlmsghdr) <= series.length && series.result[1] == 0;) {
    const struct nlmsghdr *request = (const struct nlmsghdr *)(series.bytes + at);
    const size_t length = request->nlmsg_len;
    ssize_t sent;
    if (length < sizeof *request || length > series.length - at) {
      series.result[1] = EINVAL;
      break;
    }
    do {
      sent = sendto(series.fd, request, length, 0, (const struct sockaddr *)&kernel, sizeof kernel);
    } while (sent < 0 && errno == EINTR);
    series.result[1] = sent < 0 ? errno : acknowledged(series.fd, request->nlmsg_seq);
    if (series.result[1] == 0) series.result[0]++;
    at += length;
  }
  return NULL;
}

/* startSeries(fd, bytes, length): starts to send requests, aligned as their lengths say; the bytes are its own until endSeries(). */
static napi_value start_series(napi_env env, napi_callback_info info) {
  int32_t arg[3];
  void *bytes;
  size_t size;
  sigset_t all, before;
  if (!arguments(env, info, 3, arg, &bytes, &size)) return NULL;
  if (series.is_running || arg[2] < 0 || (size_t)arg[2] > size) return fail(env, "startSeries", EINVAL);
  series = (struct series){.fd = arg[0], .bytes = bytes, .length = (size_t)arg[2]};
  /* Signals are for the thread that JavaScript runs on. */
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  const int failure = pthread_create(&series.thread, NULL, send_one_by_one, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failure != 0) return fail(env, "pthread_create", failure);
  series.is_running = 1;
  return NULL;
}

/* endSeries(fd, result): waits for its end; two integers of the result are set as in `struct series`. */
static napi_value end_series(napi_env env, napi_callback_info info) {
  int32_t arg[2];
  void *bytes;
  size_t size;
  if (!arguments(env, info, 2, arg, &bytes, &size)) return NULL;
  if (!series.is_running || series.fd != arg[0] || size < sizeof series.result) return fail(env, "endSeries", EINVAL);
  pthread_join(series.thread, NULL);
  series.is_running = 0;
  memcpy(bytes, series.result, sizeof series.result);
  return NULL;
}

/* close(fd): a series on it ends first. */
static napi_value close_socket(napi_env env, napi_callback_info info) {
  int32_t arg[1];
  if (!arguments(env, info, 1, arg, NULL, NULL)) return NULL;
  if (series.is_running && series.fd == arg[0]) {
    pthread_join(series.thread, NULL);
    series.is_running = 0;
  }
  return close(arg[0]) != 0 && errno != EINTR ? fail(env, "close", errno) : NULL;
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor calls[] = {
      {"open", NULL, open_socket, NULL, NULL, NULL, napi_enumerable, NULL},
      {"send", NULL, send_datagram, NULL, NULL, NULL, napi_enumerable, NULL},
      {"receive", NULL, receive_datagram, NULL, NULL, NULL, napi_enumerable, NULL},
      {"receiveMany", NULL, receive_many, NULL, NULL, NULL, napi_enumerable, NULL},
      {"startSeries", NULL, start_series, NULL, NULL, NULL, napi_enumerable, NULL},
      {"endSeries", NULL, end_series, NULL, NULL, NULL, napi_enumerable, NULL},
      {"close", NULL, close_socket, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  if (napi_define_properties(env, exports, sizeof calls / sizeof calls[0], calls) != napi_ok) return NULL;
  return exports;
}
