#ifndef HAWSER_ADDRESS_H
#define HAWSER_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/socket.h>

/* Where a datagram goes or comes from, in the form that the kernel takes. */
typedef struct {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
  };
  socklen_t length;
} udp_address;

/* Room for the longest address: IPv6 with the name of an interface. */
enum { ADDRESS_TEXT = 64 };

/* Reads a literal for a socket of that family; an IPv4 one becomes IPv4-mapped for AF_INET6. 0 or an errno. */
int address_parse(udp_address *address, const char *text, uint16_t port, int family);

/* Writes the literal, IPv4-mapped ones as IPv4, link-local ones with their interface; returns the port. */
uint16_t address_format(const udp_address *address, char text[ADDRESS_TEXT]);

/* Both must be of one family. */
bool address_equal(const udp_address *a, const udp_address *b);

#endif
