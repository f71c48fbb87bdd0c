// A link between two network namespaces that delays, loses and limits what crosses it, for TCP and UDP alike:
//   impaired-link NAMESPACE NAMESPACE DELAY_US BITS_PER_SECOND QUEUE_US LOSS_PPM
// Each namespace gets an interface `cable` (tun). Both directions are impaired alike: a packet is lost with the given
// probability, waits for its turn at the given rate unless the queue is too long, and is delivered after the delay.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#define SLOTS 8192
#define LARGEST 2048

static int64_t delay_ns, rate, queue_ns;
static uint32_t loss_ppm;

struct packet {
  int64_t due;
  int length;
  char bytes[LARGEST];
};

struct direction {
  int from, to;
  uint64_t seed;
  int64_t free_at;
  unsigned head, tail;
  struct packet *packets;
};

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static uint32_t next_random(struct direction *d) {
  d->seed ^= d->seed << 13;
  d->seed ^= d->seed >> 7;
  d->seed ^= d->seed << 17;
  return d->seed >> 32;
}

static void take(struct direction *d) {
  for (int n = 0; n < 64; n++) {
    struct packet *p = &d->packets[d->tail % SLOTS];
    char spare[LARGEST];
    int is_full = d->tail - d->head == SLOTS;
    int length = read(d->from, is_full ? spare : p->bytes, LARGEST);
    if (length <= 0) return;
    int64_t at = now();
    if (is_full || next_random(d) % 1000000 < loss_ppm) continue;
    int64_t start = d->free_at > at ? d->free_at : at;
    if (start - at > queue_ns) continue;
    d->free_at = start + length * 8LL * 1000000000LL / rate;
    p->length = length;
    p->due = d->free_at + delay_ns;
    d->tail++;
  }
}

static void *carry(void *argument) {
  struct direction *d = argument;
  // Timers are otherwise 50 us late.
  prctl(PR_SET_TIMERSLACK, 1);
  for (;;) {
    int64_t at = now();
    while (d->head != d->tail && d->packets[d->head % SLOTS].due <= at) {
      struct packet *p = &d->packets[d->head++ % SLOTS];
      if (write(d->to, p->bytes, p->length) < 0 && errno == EBADFD) return NULL;
    }
    struct timespec wait, *until = NULL;
    if (d->head != d->tail) {
      int64_t left = d->packets[d->head % SLOTS].due - at;
      wait.tv_sec = left / 1000000000LL;
      wait.tv_nsec = left % 1000000000LL;
      until = &wait;
    }
    struct pollfd ready = {.fd = d->from, .events = POLLIN};
    if (ppoll(&ready, 1, until, NULL) > 0) take(d);
  }
}

static int open_tun(const char *namespace) {
  char path[256];
  snprintf(path, sizeof path, "/run/netns/%s", namespace);
  int handle = open(path, O_RDONLY);
  if (handle < 0 || setns(handle, CLONE_NEWNET) < 0) return -1;
  close(handle);
  int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
  strcpy(request.ifr_name, "cable");
  return tun < 0 || ioctl(tun, TUNSETIFF, &request) < 0 ? -1 : tun;
}

int main(int count, char **arguments) {
  if (count != 7) return 2;
  int a = open_tun(arguments[1]), b = open_tun(arguments[2]);
  if (a < 0 || b < 0) {
    perror("/dev/net/tun");
    return 1;
  }
  delay_ns = atoll(arguments[3]) * 1000;
  rate = atoll(arguments[4]);
  queue_ns = atoll(arguments[5]) * 1000;
  loss_ppm = atoi(arguments[6]);
  struct direction there = {.from = a, .to = b, .seed = 0x9e3779b97f4a7c15};
  struct direction back = {.from = b, .to = a, .seed = 0xd1b54a32d192ed03};
  there.packets = calloc(SLOTS, sizeof(struct packet));
  back.packets = calloc(SLOTS, sizeof(struct packet));
  puts("{\"event\":\"ready\"}");
  fflush(stdout);
  pthread_t thread;
  pthread_create(&thread, NULL, carry, &there);
  carry(&back);
}
