#ifndef HAWSER_TRANSMIT_H
#define HAWSER_TRANSMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "address.h"

/* Counters that JavaScript reads; FAULT is the errno of the newest failure. */
enum { RECEIVED, RECEIVED_BYTES, SENT, SENT_BYTES, DROPPED, FAILED, TRUNCATED, FAULT, COUNTERS };

typedef struct {
  const void *bytes;
  size_t length;
  const udp_address *to; /* NULL on a connected socket */
} outgoing;

typedef struct {
  int fd;
  double *counters;
  bool gso; /* until the kernel or the device refuses it */
} transmitter;

/* Most datagrams of one call of `transmit`. */
enum { TRANSMIT_MAX = 128 };

/* Sends in order, in as few system calls as can be; what cannot be sent is counted. */
void transmit(transmitter *out, const outgoing *datagrams, int count);

/* EAGAIN and ENOBUFS are drops: the system's buffer is full and the socket is well. */
void count_failure(transmitter *out, int error, int datagrams);

#endif
