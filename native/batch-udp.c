/*
 * Batched UDP for Node and Electron on Linux: recvmmsg, sendmmsg and UDP GSO on the event loop of the thread that
 * loads it.
 *
 * All memory that datagrams and counters lie in belongs to JavaScript (Electron refuses ArrayBuffers over foreign
 * memory) and is pinned by references. An `io` is one batch memory with the sockets that share it. Calls name ios and
 * sockets by small numbers; those that can fail return an errno as a negative number.
 */
#define _GNU_SOURCE
#define NAPI_VERSION 8
#include <errno.h>
#include <node_api.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "address.h"
#include "peer-table.h"
#include "transmit.h"

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum {
  VERSION = 2,     /* of what JavaScript and this file agree on */
  SLOTS = 64,      /* a read may fill at most; how many and how large they are, the io says */
  ROUNDS = 4,      /* reads of one socket before the loop gets its turn */
  QUEUE = 128,     /* datagrams that wait in a socket's queue, as pairs of slot and peer after their count */
  DIRTY = 256,     /* sockets whose queues are not empty, after their count */
  BUFFER_BYTES = 4 * 1024 * 1024,
};

typedef struct environment environment;

/* What the kernel says of datagrams that it joined. */
typedef union {
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(int))];
} joined_control;

typedef struct {
  uint8_t *bytes;
  int32_t *lengths, *peers, *dirty, *segments;
  int slots;
  size_t slot_bytes;
  bool join; /* the kernel may join datagrams of one sender */
  napi_ref references[6];
  napi_ref read;
  struct mmsghdr incoming[SLOTS];
  struct iovec parts[SLOTS];
  udp_address senders[SLOTS];
  joined_control controls[SLOTS];
  int handles; /* libuv's, not yet closed */
  bool closed;
} batch_io;

typedef struct {
  uv_poll_t poll;
  environment *environment;
  batch_io *io;
  int32_t *queue;
  napi_ref references[2];
  peer_table peers;
  transmitter out;
  int32_t number;
  int family;
  bool connected, open;
} udp_socket;

typedef struct {
  void **items;
  int32_t capacity;
} number_table;

/* One for each environment: the main thread, and each worker. */
struct environment {
  napi_env env;
  number_table ios, sockets;
  int handles;
  napi_async_cleanup_hook_handle ending; /* set while the environment is being taken down */
};

static void *table_get(const number_table *table, int32_t number) {
  return number >= 0 && number < table->capacity ? table->items[number] : NULL;
}

static int32_t table_put(number_table *table, void *item) {
  int32_t number = 0;
  while (number < table->capacity && table->items[number] != NULL) number++;
  if (number == table->capacity) {
    int32_t capacity = table->capacity == 0 ? 16 : table->capacity * 2;
    void **items = realloc(table->items, (size_t)capacity * sizeof *items);
    if (items == NULL) return -ENOMEM;
    memset(items + table->capacity, 0, (size_t)(capacity - table->capacity) * sizeof *items);
    table->items = items;
    table->capacity = capacity;
  }
  table->items[number] = item;
  return number;
}

/* ── what crosses to JavaScript and back ── */

enum { ARGUMENTS = 7 };

static environment *enter(napi_env env, napi_callback_info info, napi_value arguments[ARGUMENTS]) {
  size_t count = ARGUMENTS;
  environment *self = NULL;
  napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
  napi_get_instance_data(env, (void **)&self);
  return self;
}

static int32_t integer_of(napi_env env, napi_value value) {
  int32_t number;
  return napi_get_value_int32(env, value, &number) == napi_ok ? number : -1;
}

static napi_value integer(napi_env env, int32_t number) {
  napi_value value;
  napi_create_int32(env, number, &value);
  return value;
}

static bool text_of(napi_env env, napi_value value, char *text, size_t room) {
  size_t length;
  return napi_get_value_string_utf8(env, value, text, room, &length) == napi_ok && length + 1 < room;
}

static int address_of(napi_env env, napi_value text, napi_value port, int family, udp_address *address) {
  char literal[ADDRESS_TEXT];
  int32_t number = integer_of(env, port);
  if (!text_of(env, text, literal, sizeof literal) || number < 0 || number > 65535) return EINVAL;
  return address_parse(address, literal, (uint16_t)number, family);
}

/* `[address, port]` */
static napi_value address_value(napi_env env, const udp_address *address) {
  char text[ADDRESS_TEXT];
  napi_value pair, literal;
  int32_t port = address_format(address, text);
  napi_create_array_with_length(env, 2, &pair);
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &literal);
  napi_set_element(env, pair, 0, literal);
  napi_set_element(env, pair, 1, integer(env, port));
  return pair;
}

/* The memory of a typed array of that type and at least that length; stays where it is while the reference lives. */
static void *pin(napi_env env, napi_value array, napi_typedarray_type type, size_t length, napi_ref *reference) {
  napi_typedarray_type is_type;
  size_t is_length;
  void *memory;
  if (napi_get_typedarray_info(env, array, &is_type, &is_length, &memory, NULL, NULL) != napi_ok) return NULL;
  if (is_type != type || is_length < length) return NULL;
  return napi_create_reference(env, array, 1, reference) == napi_ok ? memory : NULL;
}

static size_t length_of(napi_env env, napi_value array) {
  napi_typedarray_type type;
  size_t length;
  return napi_get_typedarray_info(env, array, &type, &length, NULL, NULL, NULL) == napi_ok ? length : 0;
}

static void unpin(napi_env env, napi_ref *references, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (references[i] != NULL) napi_delete_reference(env, references[i]);
}

/* ── closing ── */

/* The environment waits for this: libuv must have let go of every handle before the loop, and this library, go. */
static void end(environment *self) {
  for (int32_t i = 0; i < self->ios.capacity; i++) free(self->ios.items[i]);
  free(self->ios.items);
  free(self->sockets.items);
  napi_remove_async_cleanup_hook(self->ending);
  free(self);
}

static void on_closed(uv_handle_t *handle) {
  udp_socket *socket = handle->data;
  environment *self = socket->environment;
  batch_io *io = socket->io;
  if (--io->handles == 0 && io->closed) free(io);
  free(socket);
  if (--self->handles == 0 && self->ending != NULL) end(self);
}

static void close_socket(udp_socket *socket) {
  environment *self = socket->environment;
  socket->open = false;
  self->sockets.items[socket->number] = NULL;
  peers_free(&socket->peers);
  uv_close((uv_handle_t *)&socket->poll, on_closed);
  close(socket->out.fd);
  if (self->ending == NULL) unpin(self->env, socket->references, 2);
}

static void on_environment_end(napi_async_cleanup_hook_handle hook, void *data) {
  environment *self = data;
  self->ending = hook;
  for (int32_t i = 0; i < self->sockets.capacity; i++)
    if (self->sockets.items[i] != NULL) close_socket(self->sockets.items[i]);
  if (self->handles == 0) end(self);
}

/* ── the hot path ── */

static void flush_socket(udp_socket *socket) {
  const batch_io *io = socket->io;
  const int32_t *entry = socket->queue + 1;
  int count = socket->queue[0];
  socket->queue[0] = 0;
  outgoing queued[QUEUE];
  int usable = 0;
  for (int i = 0; i < count && i < QUEUE; i++, entry += 2) {
    outgoing *datagram = &queued[usable];
    datagram->to = socket->connected ? NULL : peers_get(&socket->peers, entry[1]);
    if (entry[0] < 0 || entry[0] >= io->slots) continue;
    if (datagram->to == NULL && !socket->connected) {
      count_failure(&socket->out, EDESTADDRREQ, 1);
      continue;
    }
    datagram->bytes = io->bytes + (size_t)entry[0] * io->slot_bytes;
    datagram->length = (size_t)io->lengths[entry[0]];
    if (datagram->length > io->slot_bytes) continue;
    usable++;
  }
  transmit(&socket->out, queued, usable);
}

static void flush_all(environment *self, batch_io *io) {
  int count = io->dirty[0];
  io->dirty[0] = 0;
  for (int i = 1; i <= count && i < DIRTY; i++) {
    udp_socket *socket = table_get(&self->sockets, io->dirty[i]);
    if (socket != NULL && socket->io == io) flush_socket(socket);
  }
}

/* Length of each datagram in a slot: less than the slot's when the kernel joined several. */
static int32_t segment_of(batch_io *io, int slot) {
  struct msghdr *message = &io->incoming[slot].msg_hdr;
  int32_t segment = (int32_t)io->incoming[slot].msg_len;
  if (!io->join) return segment;
  for (struct cmsghdr *control = CMSG_FIRSTHDR(message); control != NULL; control = CMSG_NXTHDR(message, control)) {
    int joined;
    if (control->cmsg_level != IPPROTO_UDP || control->cmsg_type != UDP_GRO) continue;
    memcpy(&joined, CMSG_DATA(control), sizeof joined);
    if (joined > 0 && joined < segment) segment = joined;
  }
  message->msg_controllen = sizeof io->controls[slot].room;
  return segment;
}

/* Fills the batch; returns how many slots. */
static int receive(udp_socket *socket) {
  batch_io *io = socket->io;
  double *counters = socket->out.counters;
  int count = recvmmsg(socket->out.fd, io->incoming, (unsigned)io->slots, MSG_DONTWAIT, NULL);
  if (count < 0) {
    /* What the kernel tells of datagrams sent earlier, such as ECONNREFUSED; it is told once. */
    if (errno != EAGAIN && errno != EINTR) count_failure(&socket->out, errno, 1);
    return 0;
  }
  size_t bytes = 0;
  int datagrams = count;
  for (int i = 0; i < count; i++) {
    struct mmsghdr *message = &io->incoming[i];
    io->lengths[i] = (int32_t)message->msg_len;
    io->segments[i] = segment_of(io, i);
    if (io->segments[i] > 0) datagrams += (io->lengths[i] - 1) / io->segments[i];
    io->peers[i] = socket->connected ? 0 : peers_find(&socket->peers, &io->senders[i]);
    io->senders[i].length = message->msg_hdr.msg_namelen;
    message->msg_hdr.msg_namelen = sizeof io->senders[i].v6;
    bytes += message->msg_len;
    if (message->msg_hdr.msg_flags & MSG_TRUNC) counters[TRUNCATED]++;
  }
  counters[RECEIVED] += datagrams;
  counters[RECEIVED_BYTES] += (double)bytes;
  return count;
}

/* Calls `read(socket, count)`; false when this thread may not go on calling JavaScript now. */
static bool deliver(udp_socket *socket, int count) {
  environment *self = socket->environment;
  batch_io *io = socket->io;
  napi_env env = self->env;
  napi_handle_scope scope;
  napi_value global, read, arguments[2];
  if (napi_open_handle_scope(env, &scope) != napi_ok) return false;
  napi_get_global(env, &global);
  napi_get_reference_value(env, io->read, &read);
  arguments[0] = integer(env, socket->number);
  arguments[1] = integer(env, count);
  /* Not napi_call_function: only this one runs the promises and ticks that were queued meanwhile. */
  napi_status status = napi_make_callback(env, NULL, global, read, 2, arguments, NULL);
  if (!io->closed) flush_all(self, io);
  bool thrown = false;
  napi_value error;
  napi_is_exception_pending(env, &thrown);
  if (thrown && napi_get_and_clear_last_exception(env, &error) == napi_ok) napi_fatal_exception(env, error);
  napi_close_handle_scope(env, scope);
  return status == napi_ok;
}

static void on_poll(uv_poll_t *poll, int status, int events) {
  (void)events;
  udp_socket *socket = poll->data;
  /* An error that waits on the socket makes libuv stop polling; reading tells which, and takes it away. */
  if (status < 0) uv_poll_start(poll, UV_READABLE, on_poll);
  for (int round = 0; round < ROUNDS && socket->open; round++) {
    int count = receive(socket);
    if (count == 0 || !deliver(socket, count) || count < socket->io->slots) return;
  }
}

/* ── calls ── */

/* create(bytes, lengths, peers, dirty, read, segments, join) → io; each of `lengths` has an equal part of `bytes` */
static napi_value io_create(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  environment *self = enter(env, info, arguments);
  batch_io *created = calloc(1, sizeof *created);
  if (created == NULL) return integer(env, -ENOMEM);
  size_t bytes = length_of(env, arguments[0]), slots = length_of(env, arguments[1]);
  if (slots == 0 || slots > SLOTS || bytes < slots) {
    free(created);
    return integer(env, -EINVAL);
  }
  created->slots = (int)slots;
  created->slot_bytes = bytes / slots;
  napi_get_value_bool(env, arguments[6], &created->join);
  created->bytes = pin(env, arguments[0], napi_uint8_array, bytes, &created->references[0]);
  created->lengths = pin(env, arguments[1], napi_int32_array, slots, &created->references[1]);
  created->peers = pin(env, arguments[2], napi_int32_array, slots, &created->references[2]);
  created->dirty = pin(env, arguments[3], napi_int32_array, DIRTY, &created->references[3]);
  created->segments = pin(env, arguments[5], napi_int32_array, slots, &created->references[5]);
  int32_t number = -EINVAL;
  if (created->bytes && created->lengths && created->peers && created->dirty && created->segments &&
      napi_create_reference(env, arguments[4], 1, &created->references[4]) == napi_ok)
    number = table_put(&self->ios, created);
  if (number < 0) {
    unpin(env, created->references, 6);
    free(created);
    return integer(env, number);
  }
  created->read = created->references[4];
  for (int i = 0; i < created->slots; i++) {
    created->parts[i] = (struct iovec){created->bytes + (size_t)i * created->slot_bytes, created->slot_bytes};
    created->incoming[i].msg_hdr = (struct msghdr){.msg_name = &created->senders[i].any,
                                                   .msg_namelen = sizeof created->senders[i].v6,
                                                   .msg_iov = &created->parts[i],
                                                   .msg_iovlen = 1};
    if (!created->join) continue;
    created->incoming[i].msg_hdr.msg_control = &created->controls[i];
    created->incoming[i].msg_hdr.msg_controllen = sizeof created->controls[i].room;
  }
  return integer(env, number);
}

/* destroy(io) */
static napi_value io_destroy(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  environment *self = enter(env, info, arguments);
  int32_t number = integer_of(env, arguments[0]);
  batch_io *io = table_get(&self->ios, number);
  if (io == NULL) return NULL;
  for (int32_t i = 0; i < self->sockets.capacity; i++) {
    udp_socket *socket = self->sockets.items[i];
    if (socket != NULL && socket->io == io) close_socket(socket);
  }
  self->ios.items[number] = NULL;
  unpin(env, io->references, 6);
  io->closed = true;
  if (io->handles == 0) free(io);
  return NULL;
}

static void enlarge(int fd, int forced, int name) {
  const int bytes = BUFFER_BYTES;
  if (setsockopt(fd, SOL_SOCKET, forced, &bytes, sizeof bytes) != 0)
    setsockopt(fd, SOL_SOCKET, name, &bytes, sizeof bytes);
}

/* open(io, 4 or 6, queue, counters) → socket */
static napi_value socket_open(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  environment *self = enter(env, info, arguments);
  batch_io *io = table_get(&self->ios, integer_of(env, arguments[0]));
  uv_loop_t *loop;
  if (io == NULL || napi_get_uv_event_loop(env, &loop) != napi_ok) return integer(env, -EINVAL);
  udp_socket *opened = calloc(1, sizeof *opened);
  if (opened == NULL) return integer(env, -ENOMEM);
  int32_t result = -EINVAL;
  opened->environment = self;
  opened->io = io;
  opened->family = integer_of(env, arguments[1]) == 6 ? AF_INET6 : AF_INET;
  opened->out = (transmitter){.fd = -1, .gso = true};
  opened->queue = pin(env, arguments[2], napi_int32_array, 1 + 2 * QUEUE, &opened->references[0]);
  opened->out.counters = pin(env, arguments[3], napi_float64_array, COUNTERS, &opened->references[1]);
  if (opened->queue == NULL || opened->out.counters == NULL) goto failed;
  opened->out.fd = socket(opened->family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  result = -errno;
  if (opened->out.fd < 0) goto failed;
  const int off = 0;
  if (opened->family == AF_INET6) setsockopt(opened->out.fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  enlarge(opened->out.fd, SO_RCVBUFFORCE, SO_RCVBUF);
  enlarge(opened->out.fd, SO_SNDBUFFORCE, SO_SNDBUF);
  const int on = 1;
  if (io->join) setsockopt(opened->out.fd, IPPROTO_UDP, UDP_GRO, &on, sizeof on);
  result = table_put(&self->sockets, opened);
  if (result < 0) goto failed;
  opened->number = result;
  result = uv_poll_init(loop, &opened->poll, opened->out.fd);
  if (result < 0) {
    self->sockets.items[opened->number] = NULL;
    goto failed;
  }
  opened->poll.data = opened;
  opened->open = true;
  io->handles++;
  self->handles++;
  return integer(env, opened->number);

failed:
  if (opened->out.fd >= 0) close(opened->out.fd);
  unpin(env, opened->references, 2);
  free(opened);
  return integer(env, result);
}

static udp_socket *enter_socket(napi_env env, napi_callback_info info, napi_value arguments[ARGUMENTS]) {
  environment *self = enter(env, info, arguments);
  return table_get(&self->sockets, integer_of(env, arguments[0]));
}

/* whole(socket) → 0: nothing is cut into fragments, whatever the kernel has learnt of the path */
static napi_value socket_whole(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  if (socket == NULL) return integer(env, -EBADF);
  int probe = IP_PMTUDISC_PROBE;
  int status = setsockopt(socket->out.fd, IPPROTO_IP, IP_MTU_DISCOVER, &probe, sizeof probe);
  if (status == 0 && socket->family == AF_INET6) {
    probe = IPV6_PMTUDISC_PROBE;
    status = setsockopt(socket->out.fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &probe, sizeof probe);
  }
  return integer(env, status == 0 ? 0 : -errno);
}

/* device(socket, interface) → 0 */
static napi_value socket_device(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  char name[ADDRESS_TEXT];
  if (socket == NULL || !text_of(env, arguments[1], name, sizeof name)) return integer(env, -EINVAL);
  int status = setsockopt(socket->out.fd, SOL_SOCKET, SO_BINDTODEVICE, name, (socklen_t)strlen(name));
  return integer(env, status == 0 ? 0 : -errno);
}

/* bind(socket, address, port) → 0 */
static napi_value socket_bind(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  udp_address address;
  if (socket == NULL) return integer(env, -EBADF);
  int error = address_of(env, arguments[1], arguments[2], socket->family, &address);
  if (error == 0 && bind(socket->out.fd, &address.any, address.length) != 0) error = errno;
  return integer(env, -error);
}

/* connect(socket, address, port) → 0 */
static napi_value socket_connect(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  udp_address address;
  if (socket == NULL) return integer(env, -EBADF);
  int error = address_of(env, arguments[1], arguments[2], socket->family, &address);
  if (error == 0 && connect(socket->out.fd, &address.any, address.length) != 0) error = errno;
  socket->connected = error == 0;
  return integer(env, -error);
}

/* start(socket) → 0; `read` is called from now on */
static napi_value socket_start(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  return integer(env, socket == NULL ? -EBADF : uv_poll_start(&socket->poll, UV_READABLE, on_poll));
}

/* local(socket) → [address, port] */
static napi_value socket_local(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  udp_address address;
  address.length = sizeof address.v6;
  if (socket == NULL || getsockname(socket->out.fd, &address.any, &address.length) != 0) return NULL;
  return address_value(env, &address);
}

/* close(socket) */
static napi_value socket_close(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  if (socket != NULL) close_socket(socket);
  return NULL;
}

/* remember(socket, address, port) → peer */
static napi_value socket_remember(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  udp_address address;
  if (socket == NULL) return integer(env, -EBADF);
  int error = address_of(env, arguments[1], arguments[2], socket->family, &address);
  if (error != 0) return integer(env, -error);
  int32_t peer = peers_add(&socket->peers, &address);
  return integer(env, peer < 0 ? -ENOBUFS : peer);
}

/* forget(socket, peer) */
static napi_value socket_forget(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  if (socket != NULL) peers_remove(&socket->peers, integer_of(env, arguments[1]));
  return NULL;
}

static void send_bytes(napi_env env, udp_socket *socket, napi_value bytes, const udp_address *to) {
  outgoing datagram = {.to = to};
  void *memory;
  napi_typedarray_type type;
  if (napi_get_typedarray_info(env, bytes, &type, &datagram.length, &memory, NULL, NULL) != napi_ok) return;
  if (type != napi_uint8_array) return;
  datagram.bytes = memory;
  transmit(&socket->out, &datagram, 1);
}

/* send(socket, bytes, peer) */
static napi_value socket_send(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  if (socket == NULL) return NULL;
  const udp_address *to = socket->connected ? NULL : peers_get(&socket->peers, integer_of(env, arguments[2]));
  if (to == NULL && !socket->connected) count_failure(&socket->out, EDESTADDRREQ, 1);
  else send_bytes(env, socket, arguments[1], to);
  return NULL;
}

/* sendTo(socket, bytes, address, port) → 0 */
static napi_value socket_send_to(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  udp_address to;
  if (socket == NULL) return integer(env, -EBADF);
  int error = address_of(env, arguments[2], arguments[3], socket->family, &to);
  if (socket->connected) count_failure(&socket->out, EISCONN, 1);
  else if (error == 0) send_bytes(env, socket, arguments[1], &to);
  return integer(env, -error);
}

/* train(socket, bytes, length, segment, peer) → how many bytes left or failed, and need not be tried again */
static napi_value socket_train(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  udp_socket *socket = enter_socket(env, info, arguments);
  void *memory;
  size_t room;
  int32_t length = integer_of(env, arguments[2]), segment = integer_of(env, arguments[3]);
  if (socket == NULL || length <= 0 || segment <= 0 ||
      napi_get_typedarray_info(env, arguments[1], NULL, &room, &memory, NULL, NULL) != napi_ok || (size_t)length > room)
    return integer(env, 0);
  const udp_address *to = socket->connected ? NULL : peers_get(&socket->peers, integer_of(env, arguments[4]));
  if (to == NULL && !socket->connected) {
    count_failure(&socket->out, EDESTADDRREQ, (length - 1) / segment + 1);
    return integer(env, length);
  }
  int32_t at = 0;
  while (at < length) {
    outgoing train[TRANSMIT_MAX];
    int count = 0;
    int32_t end = at;
    for (; count < TRANSMIT_MAX && end < length; count++) {
      int32_t part = length - end < segment ? length - end : segment;
      train[count] = (outgoing){(uint8_t *)memory + end, (size_t)part, to};
      end += part;
    }
    double dropped = socket->out.counters[DROPPED];
    transmit(&socket->out, train, count);
    int untaken = (int)(socket->out.counters[DROPPED] - dropped);
    if (untaken > 0) {
      socket->out.counters[DROPPED] = dropped;
      return integer(env, at + (count - untaken) * segment);
    }
    at = end;
  }
  return integer(env, length);
}

/* flush(io): sends what every queue holds, because one is full */
static napi_value io_flush(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  environment *self = enter(env, info, arguments);
  batch_io *io = table_get(&self->ios, integer_of(env, arguments[0]));
  if (io != NULL) flush_all(self, io);
  return NULL;
}

/* sender(io, slot) → [address, port] */
static napi_value io_sender(napi_env env, napi_callback_info info) {
  napi_value arguments[ARGUMENTS];
  environment *self = enter(env, info, arguments);
  batch_io *io = table_get(&self->ios, integer_of(env, arguments[0]));
  int32_t slot = integer_of(env, arguments[1]);
  if (io == NULL || slot < 0 || slot >= io->slots || io->senders[slot].length == 0) return NULL;
  return address_value(env, &io->senders[slot]);
}

NAPI_MODULE_INIT() {
  environment *self = calloc(1, sizeof *self);
  if (self == NULL) return NULL;
  self->env = env;
  napi_set_instance_data(env, self, NULL, NULL);
  napi_add_async_cleanup_hook(env, on_environment_end, self, NULL);
  static const struct {
    const char *name;
    napi_callback call;
  } calls[] = {{"create", io_create},           {"destroy", io_destroy},   {"flush", io_flush},
               {"sender", io_sender},           {"open", socket_open},     {"device", socket_device},
               {"bind", socket_bind},           {"connect", socket_connect}, {"start", socket_start},
               {"local", socket_local},         {"close", socket_close},   {"remember", socket_remember},
               {"forget", socket_forget},       {"send", socket_send},     {"sendTo", socket_send_to},
               {"whole", socket_whole},         {"train", socket_train}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    napi_value function;
    napi_create_function(env, calls[i].name, NAPI_AUTO_LENGTH, calls[i].call, NULL, &function);
    napi_set_named_property(env, exports, calls[i].name, function);
  }
  napi_set_named_property(env, exports, "version", integer(env, VERSION));
  return exports;
}
