#define _GNU_SOURCE
#include "transmit.h"

#include <errno.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

/* What the kernel takes as one message that it cuts into datagrams (UDP_MAX_SEGMENTS, and a UDP length). */
enum { SEGMENTS_MAX = 64, SEGMENTED_BYTES_MAX = 65000 };

typedef union {
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(uint16_t))];
} segment_control;

void count_failure(transmitter *out, int error, int datagrams) {
  if (error == EAGAIN || error == ENOBUFS) {
    out->counters[DROPPED] += datagrams;
    return;
  }
  out->counters[FAILED] += datagrams;
  out->counters[FAULT] = error;
}

static void count_sent(transmitter *out, int datagrams, size_t bytes) {
  out->counters[SENT] += datagrams;
  out->counters[SENT_BYTES] += (double)bytes;
}

/*
 * Whether an error is about an earlier datagram: a connected socket tells of it in the place of sending, once, so that
 * the same datagram can go now.
 */
static bool is_of_earlier(const outgoing *datagram, int error) {
  return datagram->to == NULL && error == ECONNREFUSED;
}

static void transmit_one(transmitter *out, const outgoing *datagram) {
  bool again = true;
  for (;;) {
    ssize_t sent = datagram->to == NULL
                       ? send(out->fd, datagram->bytes, datagram->length, MSG_DONTWAIT)
                       : sendto(out->fd, datagram->bytes, datagram->length, MSG_DONTWAIT, &datagram->to->any,
                                datagram->to->length);
    if (sent >= 0) {
      count_sent(out, 1, (size_t)sent);
      return;
    }
    if (errno == EINTR) continue;
    count_failure(out, errno, 1);
    if (!again || !is_of_earlier(datagram, errno)) return;
    again = false;
  }
}

/* How many of the datagrams, from the first on, can leave as one message. */
static int run_of(const transmitter *out, const outgoing *datagrams, int count) {
  size_t length = datagrams->length;
  if (!out->gso || length == 0) return 1;
  int most = (int)(SEGMENTED_BYTES_MAX / length);
  if (most > SEGMENTS_MAX) most = SEGMENTS_MAX;
  if (most > count) most = count;
  int run = 1;
  while (run < most && datagrams[run].length == length && datagrams[run].to == datagrams->to) run++;
  return run;
}

/* Sends the datagrams; returns how many were dealt with, which is all unless segmenting was refused. */
static int transmit_runs(transmitter *out, const outgoing *datagrams, int count) {
  struct mmsghdr messages[TRANSMIT_MAX];
  struct iovec parts[TRANSMIT_MAX];
  segment_control controls[TRANSMIT_MAX];
  int first[TRANSMIT_MAX + 1];
  int total = 0;
  for (int at = 0; at < count; total++) {
    int run = run_of(out, datagrams + at, count - at);
    for (int i = at; i < at + run; i++)
      parts[i] = (struct iovec){(void *)datagrams[i].bytes, datagrams[i].length};
    struct msghdr *message = &messages[total].msg_hdr;
    *message = (struct msghdr){.msg_iov = &parts[at], .msg_iovlen = (size_t)run};
    if (datagrams[at].to != NULL) {
      message->msg_name = (void *)&datagrams[at].to->any;
      message->msg_namelen = datagrams[at].to->length;
    }
    if (run > 1) {
      uint16_t length = (uint16_t)datagrams[at].length;
      struct cmsghdr *control = &controls[total].header;
      *control = (struct cmsghdr){
          .cmsg_len = CMSG_LEN(sizeof length), .cmsg_level = IPPROTO_UDP, .cmsg_type = UDP_SEGMENT};
      memcpy(CMSG_DATA(control), &length, sizeof length);
      message->msg_control = control;
      message->msg_controllen = sizeof controls[total].room;
    }
    first[total] = at;
    at += run;
  }
  first[total] = count;

  int retried = -1;
  for (int i = 0; i < total;) {
    int sent = sendmmsg(out->fd, messages + i, (unsigned)(total - i), MSG_DONTWAIT);
    if (sent > 0) {
      size_t bytes = 0;
      for (int j = i; j < i + sent; j++) bytes += messages[j].msg_len;
      count_sent(out, first[i + sent] - first[i], bytes);
      i += sent;
      continue;
    }
    int run = first[i + 1] - first[i];
    int error = errno;
    if (error == EINTR) continue;
    if (run > 1 && (error == EIO || error == EINVAL || error == EMSGSIZE || error == EOPNOTSUPP)) {
      out->gso = false;
      return first[i];
    }
    if (error == EAGAIN) {
      /* The buffer is full, and stays so for the rest of this call. */
      count_failure(out, error, count - first[i]);
      return count;
    }
    if (is_of_earlier(&datagrams[first[i]], error) && retried != i) {
      count_failure(out, error, 1);
      retried = i;
      continue;
    }
    count_failure(out, error, run);
    i++;
  }
  return count;
}

void transmit(transmitter *out, const outgoing *datagrams, int count) {
  for (int at = 0; at < count;) {
    if (count - at == 1) {
      transmit_one(out, datagrams + at);
      return;
    }
    at += transmit_runs(out, datagrams + at, count - at);
  }
}
