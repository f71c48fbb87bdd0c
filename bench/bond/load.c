/*
 * Plays the SRT caller on one side of an SRTLA sender and the SRTLA receiver on the other, and counts what comes through.
 * One process on one clock, so that a timestamp in each payload gives the one-way latency.
 *
 * On its standard input, one command a line; on its standard output, one JSON object a line:
 *   (start)              {"receiver":PORT}
 *   call PORT LINKS      sends handshakes to PORT until LINKS links are registered and both are answered: {"ready":true}
 *   run PACKETS_PER_S MS {"sent","unsent","received","duplicates","seconds","p50","p99","p999"}, latencies in µs
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
  HEADER = 16,
  DATA_BYTES = 1332,
  SLOT = 2048,
  BATCH = 256,
  LINKS_MAX = 16,
  REG_BYTES = 258,
  ACK_EVERY = 10,
  SEQUENCES = 1 << 23,
  LATENCY_STEP_NS = 100,
  LATENCY_STEPS = 500000,
};

#define MS 1000000ll
/* Packets that are due within this leave at once, as from an encoder that is woken so often. */
static const int64_t tick_ns = 500000;
static const int64_t drain_ns = 300 * MS;

typedef struct {
  struct sockaddr_in address;
  uint32_t acked[ACK_EVERY];
  int acked_count;
} link_state;

static int receiver, caller;
static struct sockaddr_in engine;
static uint8_t id[256];
static bool has_id;
static link_state links[LINKS_MAX];
static int link_count;

static uint8_t incoming[BATCH][SLOT], outgoing[BATCH][DATA_BYTES];
static struct sockaddr_in senders[BATCH];

static uint64_t seen[SEQUENCES / 64];
static uint32_t base, next_sequence = 1000, frontier = 1000, highest = 999, ack_number;
static int64_t frontier_moved, next_ack;
static uint32_t latencies[LATENCY_STEPS + 1];
static uint64_t sent, unsent, received, duplicates;

/* 0: nothing to call; 1: induction is to be answered; 2: the conclusion is; 3: connected */
static int handshake;
static int wanted_links;
static int64_t next_hello;

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 * MS + time.tv_nsec;
}

static void put32(uint8_t *at, uint32_t value) {
  value = htonl(value);
  memcpy(at, &value, 4);
}

static uint32_t get32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, 4);
  return ntohl(value);
}

static int type_of(const uint8_t *packet) { return packet[0] << 8 | packet[1]; }

static void to_link(const struct sockaddr_in *to, const void *packet, size_t length) {
  sendto(receiver, packet, length, MSG_DONTWAIT, (const struct sockaddr *)to, sizeof *to);
}

static void to_engine(const void *packet, size_t length) {
  sendto(caller, packet, length, MSG_DONTWAIT, (const struct sockaddr *)&engine, sizeof engine);
}

static link_state *link_of(const struct sockaddr_in *address) {
  for (int index = 0; index < link_count; index++)
    if (links[index].address.sin_port == address->sin_port &&
        links[index].address.sin_addr.s_addr == address->sin_addr.s_addr)
      return &links[index];
  return NULL;
}

static link_state *add_link(const struct sockaddr_in *address) {
  link_state *link = link_of(address);
  if (link == NULL && link_count < LINKS_MAX) {
    link = &links[link_count++];
    memset(link, 0, sizeof *link);
    link->address = *address;
  }
  return link;
}

static void register_link(uint8_t *packet, size_t length, const struct sockaddr_in *from) {
  const uint8_t registered[2] = {0x92, 0x02}, no_group[2] = {0x92, 0x11};
  if (length != REG_BYTES) return;
  if (packet[1] == 0x00) {
    memcpy(id, packet + 2, 128);
    getrandom(id + 128, 128, 0);
    has_id = true;
    link_count = 0;
    packet[1] = 0x01;
    memcpy(packet + 2, id, sizeof id);
    to_link(from, packet, REG_BYTES);
  } else if (has_id && memcmp(packet + 2, id, sizeof id) == 0) {
    add_link(from);
    to_link(from, registered, sizeof registered);
  } else {
    to_link(from, no_group, sizeof no_group);
  }
}

static void take_data(const uint8_t *packet, int64_t now, link_state *link) {
  uint32_t sequence = get32(packet);
  uint32_t index = sequence - base;
  link->acked[link->acked_count++] = sequence;
  if (link->acked_count == ACK_EVERY) {
    uint8_t ack[4 + 4 * ACK_EVERY] = {0x91, 0x00};
    for (int each = 0; each < ACK_EVERY; each++) put32(ack + 4 + 4 * each, link->acked[each]);
    to_link(&link->address, ack, sizeof ack);
    link->acked_count = 0;
  }
  if (index >= SEQUENCES) return;
  if (seen[index / 64] >> (index % 64) & 1) {
    duplicates++;
    return;
  }
  seen[index / 64] |= 1ull << (index % 64);
  received++;
  if (sequence > highest) highest = sequence;
  while (frontier <= highest && (seen[(frontier - base) / 64] >> ((frontier - base) % 64) & 1)) {
    frontier++;
    frontier_moved = now;
  }
  int64_t sent_at;
  memcpy(&sent_at, packet + HEADER, sizeof sent_at);
  int64_t step = (now - sent_at) / LATENCY_STEP_NS;
  latencies[step < 0 ? 0 : step > LATENCY_STEPS ? LATENCY_STEPS : step]++;
}

static void at_receiver(uint8_t *packet, size_t length, const struct sockaddr_in *from, int64_t now) {
  if (length < 2) return;
  int type = type_of(packet);
  if (type == 0x9200 || type == 0x9201) {
    register_link(packet, length, from);
    return;
  }
  /* With nothing in between, the caller itself is the only link. */
  bool is_direct = wanted_links == 0;
  link_state *link = is_direct ? add_link(from) : link_of(from);
  if (link == NULL) return;
  if (type == 0x9000 || type == 0x8000) to_link(from, packet, length);
  else if (type < 0x8000 && length == DATA_BYTES) take_data(packet, now, link);
}

static void at_caller(const uint8_t *packet, size_t length) {
  if (length < HEADER) return;
  if (type_of(packet) == 0x8000 && handshake > 0 && handshake < 3) {
    handshake++;
    next_hello = 0;
  } else if (type_of(packet) == 0x8002) {
    uint8_t ack_of_ack[HEADER] = {0x80, 0x06};
    memcpy(ack_of_ack + 4, packet + 4, 4);
    to_engine(ack_of_ack, sizeof ack_of_ack);
  }
}

/* Reads everything that waits at a socket. */
static void read_socket(int socket) {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  int count;
  do {
    for (int index = 0; index < BATCH; index++) {
      parts[index] = (struct iovec){incoming[index], SLOT};
      messages[index].msg_hdr = (struct msghdr){.msg_name = &senders[index],
                                                .msg_namelen = sizeof senders[index],
                                                .msg_iov = &parts[index],
                                                .msg_iovlen = 1};
    }
    count = recvmmsg(socket, messages, BATCH, MSG_DONTWAIT, NULL);
    int64_t now = now_ns();
    for (int index = 0; index < count; index++) {
      if (socket == receiver) at_receiver(incoming[index], messages[index].msg_len, &senders[index], now);
      else at_caller(incoming[index], messages[index].msg_len);
    }
  } while (count == BATCH);
}

static void send_data(int count) {
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  int64_t now = now_ns();
  for (int index = 0; index < count; index++) {
    uint8_t *packet = outgoing[index];
    put32(packet, next_sequence + (uint32_t)index);
    put32(packet + 4, 0xe0000000u | ((next_sequence + (uint32_t)index) & 0x03ffffff));
    put32(packet + 8, (uint32_t)(now / 1000));
    memcpy(packet + HEADER, &now, sizeof now);
    parts[index] = (struct iovec){packet, DATA_BYTES};
    messages[index].msg_hdr = (struct msghdr){
        .msg_name = &engine, .msg_namelen = sizeof engine, .msg_iov = &parts[index], .msg_iovlen = 1};
  }
  int done = sendmmsg(caller, messages, (unsigned)count, MSG_DONTWAIT);
  if (done < 0) done = 0;
  /* What this socket has no room for is not the engine's loss: its numbers go to the next ones. */
  next_sequence += (uint32_t)done;
  sent += (uint64_t)done;
  unsent += (uint64_t)(count - done);
}

/* The full ACK of an SRT listener every 10 ms, by every link. */
static void send_acks(int64_t now) {
  uint8_t ack[44] = {0x80, 0x02};
  if (frontier <= highest && now - frontier_moved > 200 * MS) {
    /* Too late for what is missing: an SRT listener drops it and goes on. */
    frontier = highest + 1;
    frontier_moved = now;
  }
  put32(ack + 4, ++ack_number);
  put32(ack + 16, frontier);
  put32(ack + 20, 10000);
  put32(ack + 24, 1000);
  put32(ack + 28, 8192);
  for (int index = 0; index < link_count; index++) to_link(&links[index].address, ack, sizeof ack);
}

static void send_hello(void) {
  uint8_t hello[64] = {0x80, 0x00};
  if (handshake == 3) hello[1] = 0x01;
  put32(hello + 16, handshake == 1 ? 4 : 5);
  put32(hello + 24, next_sequence);
  put32(hello + 28, 1500);
  put32(hello + 32, 8192);
  put32(hello + 36, handshake == 1 ? 1 : 0xffffffffu);
  put32(hello + 40, 1);
  to_engine(hello, handshake == 3 ? HEADER : sizeof hello);
}

/* Handles what arrives until `until`, and what is due on its own. */
static void serve(int64_t until) {
  int64_t now = now_ns();
  do {
    if (now >= next_ack && handshake == 3) {
      send_acks(now);
      next_ack = now + 10 * MS;
    }
    if (now >= next_hello && handshake > 0 && (handshake == 3 || link_count >= wanted_links)) {
      send_hello();
      next_hello = now + (handshake == 3 ? 1000 * MS : 250 * MS);
    }
    int64_t wake = until;
    if (handshake == 3 && next_ack < wake) wake = next_ack;
    if (wake > now + 50 * MS) wake = now + 50 * MS;
    int64_t wait = wake > now ? wake - now : 0;
    struct timespec timeout = {wait / (1000 * MS), wait % (1000 * MS)};
    struct pollfd sockets[2] = {{.fd = receiver, .events = POLLIN}, {.fd = caller, .events = POLLIN}};
    if (ppoll(sockets, 2, &timeout, NULL) > 0) {
      if (sockets[0].revents) read_socket(receiver);
      if (sockets[1].revents) read_socket(caller);
    }
    now = now_ns();
  } while (now < until);
}

static double percentile(double part) {
  uint64_t rank = (uint64_t)(part * (double)received), below = 0;
  for (int step = 0; step <= LATENCY_STEPS; step++) {
    below += latencies[step];
    if (below > rank) return step * (LATENCY_STEP_NS / 1000.0);
  }
  return LATENCY_STEPS * (LATENCY_STEP_NS / 1000.0);
}

static void run(double rate, int64_t ms) {
  sent = unsent = received = duplicates = 0;
  memset(seen, 0, sizeof seen);
  memset(latencies, 0, sizeof latencies);
  base = frontier = next_sequence;
  highest = base - 1;
  int64_t start = now_ns(), end = start + ms * MS, origin = start, interval = (int64_t)(1e9 / rate);
  frontier_moved = start;
  int burst = (int)(rate * 2 * (double)tick_ns / 1e9) + 2;
  if (burst > BATCH) burst = BATCH;
  uint64_t planned = 0;
  for (int64_t now = start; now < end; now = now_ns()) {
    int64_t due = (int64_t)((double)(now - origin) * rate / 1e9) + 1 - (int64_t)planned;
    if (due > burst) {
      /* This process was held up. Bursts that no encoder sends would measure buffers, so the rest is left out. */
      origin += (int64_t)((double)(due - burst) * 1e9 / rate);
      due = burst;
    }
    if (due > 0 && sent + (uint64_t)due < SEQUENCES) {
      send_data((int)due);
      planned += (uint64_t)due;
    }
    next_hello = now + 1000 * MS;
    int64_t next = origin + (int64_t)((double)planned * 1e9 / rate);
    serve(interval < tick_ns && next < now + tick_ns ? now + tick_ns : next);
  }
  double seconds = (double)(now_ns() - start) / 1e9;
  serve(now_ns() + drain_ns);
  printf("{\"sent\":%lu,\"unsent\":%lu,\"received\":%lu,\"duplicates\":%lu,\"seconds\":%.4f,"
         "\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f}\n",
         sent, unsent, received, duplicates, seconds, percentile(0.5), percentile(0.99), percentile(0.999));
}

static int open_socket(void) {
  int made = socket(AF_INET, SOCK_DGRAM, 0), size = 8 << 20;
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (made < 0 || bind(made, (struct sockaddr *)&local, sizeof local) < 0) {
    perror("socket");
    exit(1);
  }
  setsockopt(made, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  setsockopt(made, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return made;
}

int main(void) {
  prctl(PR_SET_TIMERSLACK, 1);
  prctl(PR_SET_PDEATHSIG, 9);
  setvbuf(stdout, NULL, _IOLBF, 0);
  receiver = open_socket();
  caller = open_socket();
  struct sockaddr_in local;
  socklen_t length = sizeof local;
  getsockname(receiver, (struct sockaddr *)&local, &length);
  printf("{\"receiver\":%d}\n", ntohs(local.sin_port));
  engine = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  char line[128];
  for (;;) {
    serve(now_ns() + 5 * MS);
    if (poll(&input, 1, 0) <= 0) continue;
    if (fgets(line, sizeof line, stdin) == NULL) return 0;
    int port, ms;
    double rate;
    if (sscanf(line, "call %d %d", &port, &wanted_links) == 2) {
      engine.sin_port = htons((uint16_t)port);
      link_count = 0;
      handshake = 1;
      next_hello = 0;
      while (handshake < 3) serve(now_ns() + 5 * MS);
      printf("{\"ready\":true}\n");
    } else if (sscanf(line, "run %lf %d", &rate, &ms) == 2 && rate > 0 && handshake == 3) {
      run(rate, ms);
    } else {
      fprintf(stderr, "unknown command: %s", line);
      return 2;
    }
  }
}
