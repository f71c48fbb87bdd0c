#include "peer-table.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

static uint64_t mix(uint64_t value) {
  value = (value ^ (value >> 32)) * 0x9e3779b97f4a7c15u;
  return value ^ (value >> 29);
}

static uint32_t home_of(const peer_table *table, const udp_address *address) {
  uint64_t hash = table->seed;
  if (address->any.sa_family == AF_INET) {
    hash = mix(hash ^ ((uint64_t)address->v4.sin_addr.s_addr << 16 | address->v4.sin_port));
  } else {
    uint64_t halves[2];
    memcpy(halves, &address->v6.sin6_addr, sizeof halves);
    hash = mix(mix(mix(hash ^ halves[0]) ^ halves[1]) ^ address->v6.sin6_port);
  }
  return (uint32_t)mix(hash) & (uint32_t)(table->capacity * 2 - 1);
}

/* The bucket that holds the address, or the empty one where it belongs. */
static uint32_t bucket_of(const peer_table *table, const udp_address *address) {
  uint32_t mask = (uint32_t)(table->capacity * 2 - 1);
  uint32_t at = home_of(table, address);
  while (table->buckets[at] != 0 && !address_equal(&table->addresses[table->buckets[at] - 1], address))
    at = (at + 1) & mask;
  return at;
}

static bool grow(peer_table *table) {
  int32_t capacity = table->capacity == 0 ? 8 : table->capacity * 2;
  if (capacity > PEERS_MAX) return false;
  udp_address *addresses = calloc((size_t)capacity, sizeof *addresses);
  int32_t *buckets = calloc((size_t)capacity * 2, sizeof *buckets);
  if (addresses == NULL || buckets == NULL) {
    free(addresses);
    free(buckets);
    return false;
  }
  if (table->capacity == 0 && getrandom(&table->seed, sizeof table->seed, GRND_NONBLOCK) < 0)
    table->seed = (uint64_t)(uintptr_t)addresses;
  if (table->capacity > 0) memcpy(addresses, table->addresses, (size_t)table->capacity * sizeof *addresses);
  free(table->addresses);
  free(table->buckets);
  int32_t filled = table->capacity;
  table->addresses = addresses;
  table->buckets = buckets;
  table->capacity = capacity;
  for (int32_t number = 0; number < filled; number++)
    if (addresses[number].length > 0) buckets[bucket_of(table, &addresses[number])] = number + 1;
  return true;
}

void peers_free(peer_table *table) {
  free(table->addresses);
  free(table->buckets);
  memset(table, 0, sizeof *table);
}

int32_t peers_find(peer_table *table, const udp_address *address) {
  if (table->count == 0) return -1;
  const udp_address *newest = &table->addresses[table->newest];
  if (newest->length > 0 && address_equal(newest, address)) return table->newest;
  int32_t number = table->buckets[bucket_of(table, address)] - 1;
  if (number >= 0) table->newest = number;
  return number;
}

int32_t peers_add(peer_table *table, const udp_address *address) {
  int32_t known = peers_find(table, address);
  if (known >= 0) return known;
  if (table->count == table->capacity && !grow(table)) return -1;
  int32_t number = table->count == table->given ? table->given++ : 0;
  while (table->addresses[number].length > 0) number++;
  /* The bucket is looked for first: an address that is in the array must be in a bucket. */
  uint32_t at = bucket_of(table, address);
  table->addresses[number] = *address;
  table->buckets[at] = number + 1;
  table->count++;
  return number;
}

const udp_address *peers_get(const peer_table *table, int32_t number) {
  if (number < 0 || number >= table->capacity || table->addresses[number].length == 0) return NULL;
  return &table->addresses[number];
}

void peers_remove(peer_table *table, int32_t number) {
  const udp_address *address = peers_get(table, number);
  if (address == NULL) return;
  uint32_t mask = (uint32_t)(table->capacity * 2 - 1);
  uint32_t hole = bucket_of(table, address);
  /* Whoever was pushed past the hole moves into it, so that every probe still ends where it should. */
  for (uint32_t at = (hole + 1) & mask; table->buckets[at] != 0; at = (at + 1) & mask) {
    uint32_t home = home_of(table, &table->addresses[table->buckets[at] - 1]);
    if (((at - home) & mask) < ((at - hole) & mask)) continue;
    table->buckets[hole] = table->buckets[at];
    hole = at;
  }
  table->buckets[hole] = 0;
  table->addresses[number].length = 0;
  table->count--;
}
