#ifndef HAWSER_PEER_TABLE_H
#define HAWSER_PEER_TABLE_H

#include <stdint.h>

#include "address.h"

enum { PEERS_MAX = 65536 };

/* Small numbers for addresses, and back: an array by number, and a hash table (linear probing) by address. */
typedef struct {
  udp_address *addresses; /* length 0 marks a number that is free */
  int32_t *buckets;       /* number + 1, or 0; twice as many as `capacity`, a power of two */
  int32_t capacity;
  int32_t count;
  int32_t given;  /* one more than the highest number that was ever given: below lie gaps, if any */
  int32_t newest; /* found last: datagrams of one peer come in runs */
  uint64_t seed;  /* so that nobody can choose addresses that collide */
} peer_table;

void peers_free(peer_table *table);
/* The address's number, its old one if it has one; −1 when the table is full or there is no memory. */
int32_t peers_add(peer_table *table, const udp_address *address);
/* −1 for strangers. */
int32_t peers_find(peer_table *table, const udp_address *address);
/* NULL for numbers that are not given. */
const udp_address *peers_get(const peer_table *table, int32_t number);
void peers_remove(peer_table *table, int32_t number);

#endif
