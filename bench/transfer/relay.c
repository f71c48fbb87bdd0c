// A path between two sides for UDP: every socket of a side that takes part gets a port here that leads to it. All that
// goes to one side shares one line: it waits for its turn at the rate, is lost at random, and is late by the delay.
// relay DELAY_US RATE_BYTES_PER_S QUEUE_BYTES LOSS_PPM; then on standard input `add SIDE ADDRESS PORT`, answered by the port.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { held = 32768, longest = 1500, sockets = 4096, batch = 64 };

struct packet {
  uint64_t due;
  int fd;
  int length;
  struct sockaddr_in to;
  char bytes[longest];
};

struct line {
  struct packet *ring;
  unsigned head, tail;
  uint64_t free_at;
};

// A port that leads to `real`, or the socket by which one stranger's packets go there.
struct end {
  int side;
  int is_port;
  int port_fd;
  struct sockaddr_in real, stranger;
};

static struct line lines[2];
static struct end ends[sockets];
static uint64_t delay_ns, queue_bytes;
static double ns_per_byte;
static uint32_t loss_ppm;
static int poller;
static uint64_t seed = 88172645463325252ull;

static uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + t.tv_nsec;
}

static uint32_t chance(void) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (seed >> 20) % 1000000;
}

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  int size = 4 << 20;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0 || fd >= sockets || bind(fd, (struct sockaddr *)&any, sizeof any) != 0) exit(1);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  return fd;
}

static int socket_of(int port_fd, const struct sockaddr_in *stranger) {
  for (int fd = 0; fd < sockets; fd++)
    if (ends[fd].port_fd == port_fd && !ends[fd].is_port && ends[fd].stranger.sin_port == stranger->sin_port &&
        ends[fd].stranger.sin_addr.s_addr == stranger->sin_addr.s_addr)
      return fd;
  int fd = open_socket();
  ends[fd] = (struct end){.side = ends[port_fd].side, .port_fd = port_fd, .real = ends[port_fd].real, .stranger = *stranger};
  return fd;
}

static void pass(int side, int fd, const struct sockaddr_in *to, const char *bytes, int length, uint64_t now) {
  struct line *line = &lines[side];
  if (loss_ppm > 0 && chance() < loss_ppm) return;
  uint64_t start = line->free_at > now ? line->free_at : now;
  if (line->tail - line->head >= held || (start - now) > queue_bytes * ns_per_byte) return;
  line->free_at = start + length * ns_per_byte;
  struct packet *packet = &line->ring[line->tail++ % held];
  packet->due = line->free_at + delay_ns;
  packet->fd = fd;
  packet->to = *to;
  packet->length = length;
  memcpy(packet->bytes, bytes, length);
}

static void take(int fd) {
  static char bytes[batch][longest];
  static struct sockaddr_in from[batch];
  static struct iovec parts[batch];
  static struct mmsghdr messages[batch];
  for (int i = 0; i < batch; i++) {
    parts[i] = (struct iovec){bytes[i], longest};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &from[i], .msg_namelen = sizeof from[i], .msg_iov = &parts[i], .msg_iovlen = 1};
  }
  int count = recvmmsg(fd, messages, batch, 0, NULL);
  uint64_t now = now_ns();
  for (int i = 0; i < count; i++) {
    struct end *end = &ends[fd];
    // What the real one answers to a stranger goes to the other side.
    if (end->is_port) pass(end->side, socket_of(fd, &from[i]), &end->real, bytes[i], messages[i].msg_len, now);
    else pass(1 - end->side, end->port_fd, &end->stranger, bytes[i], messages[i].msg_len, now);
  }
}

static void command(void) {
  static char text[4096];
  static int filled;
  int count = read(0, text + filled, sizeof text - 1 - filled);
  if (count <= 0) exit(0);
  filled += count;
  text[filled] = 0;
  for (char *end; (end = strchr(text, '\n')) != NULL;) {
    int side, port;
    char address[64];
    if (sscanf(text, "add %d %63s %d", &side, address, &port) == 3) {
      int fd = open_socket();
      ends[fd] = (struct end){.side = side & 1, .is_port = 1, .port_fd = fd};
      ends[fd].real = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
      inet_pton(AF_INET, address, &ends[fd].real.sin_addr);
      struct sockaddr_in own;
      socklen_t length = sizeof own;
      getsockname(fd, (struct sockaddr *)&own, &length);
      printf("%d\n", ntohs(own.sin_port));
      fflush(stdout);
    }
    filled -= end + 1 - text;
    memmove(text, end + 1, filled + 1);
  }
}

int main(int count, char **values) {
  if (count != 5) return 2;
  delay_ns = strtoull(values[1], NULL, 10) * 1000;
  double rate = strtod(values[2], NULL);
  ns_per_byte = rate > 0 ? 1e9 / rate : 0;
  queue_bytes = strtoull(values[3], NULL, 10);
  loss_ppm = strtoul(values[4], NULL, 10);
  poller = epoll_create1(0);
  for (int side = 0; side < 2; side++) lines[side].ring = calloc(held, sizeof(struct packet));
  struct epoll_event input = {.events = EPOLLIN, .data.fd = 0};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input);
  for (;;) {
    uint64_t now = now_ns(), next = UINT64_MAX;
    for (int side = 0; side < 2; side++) {
      struct line *line = &lines[side];
      for (; line->head != line->tail; line->head++) {
        struct packet *packet = &line->ring[line->head % held];
        if (packet->due > now) {
          if (packet->due < next) next = packet->due;
          break;
        }
        sendto(packet->fd, packet->bytes, packet->length, 0, (struct sockaddr *)&packet->to, sizeof packet->to);
      }
    }
    struct timespec wait = {0};
    if (next != UINT64_MAX) {
      wait.tv_sec = (next - now) / 1000000000ull;
      wait.tv_nsec = (next - now) % 1000000000ull;
    }
    struct epoll_event events[batch];
    int ready = epoll_pwait2(poller, events, batch, next == UINT64_MAX ? NULL : &wait, NULL);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.fd == 0) command();
      else take(events[i].data.fd);
    }
  }
}
