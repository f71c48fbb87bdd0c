#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int scope_of(const char *name) {
  char *end;
  unsigned long number = strtoul(name, &end, 10);
  return *name != '\0' && *end == '\0' ? (int)number : (int)if_nametoindex(name);
}

int address_parse(udp_address *address, const char *text, uint16_t port, int family) {
  struct in_addr v4;
  memset(address, 0, sizeof *address);
  bool is_v4 = inet_pton(AF_INET, text, &v4) == 1;
  if (family == AF_INET) {
    if (!is_v4) return EAFNOSUPPORT;
    address->length = sizeof address->v4;
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons(port);
    address->v4.sin_addr = v4;
    return 0;
  }
  address->length = sizeof address->v6;
  address->v6.sin6_family = AF_INET6;
  address->v6.sin6_port = htons(port);
  if (is_v4) {
    address->v6.sin6_addr.s6_addr[10] = address->v6.sin6_addr.s6_addr[11] = 0xff;
    memcpy(&address->v6.sin6_addr.s6_addr[12], &v4, sizeof v4);
    return 0;
  }
  char literal[ADDRESS_TEXT];
  if (snprintf(literal, sizeof literal, "%s", text) >= (int)sizeof literal) return EINVAL;
  char *percent = strchr(literal, '%');
  if (percent != NULL) {
    *percent = '\0';
    int scope = scope_of(percent + 1);
    if (scope == 0) return ENODEV;
    address->v6.sin6_scope_id = (uint32_t)scope;
  }
  return inet_pton(AF_INET6, literal, &address->v6.sin6_addr) == 1 ? 0 : EINVAL;
}

uint16_t address_format(const udp_address *address, char text[ADDRESS_TEXT]) {
  if (address->any.sa_family == AF_INET) {
    inet_ntop(AF_INET, &address->v4.sin_addr, text, ADDRESS_TEXT);
    return ntohs(address->v4.sin_port);
  }
  const struct in6_addr *v6 = &address->v6.sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(v6)) {
    inet_ntop(AF_INET, &v6->s6_addr[12], text, ADDRESS_TEXT);
    return ntohs(address->v6.sin6_port);
  }
  inet_ntop(AF_INET6, v6, text, ADDRESS_TEXT);
  char name[IF_NAMESIZE];
  if (address->v6.sin6_scope_id != 0 && if_indextoname(address->v6.sin6_scope_id, name) != NULL) {
    size_t length = strlen(text);
    snprintf(text + length, ADDRESS_TEXT - length, "%%%s", name);
  }
  return ntohs(address->v6.sin6_port);
}

bool address_equal(const udp_address *a, const udp_address *b) {
  if (a->any.sa_family == AF_INET)
    return a->v4.sin_port == b->v4.sin_port && a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
  return a->v6.sin6_port == b->v6.sin6_port && a->v6.sin6_scope_id == b->v6.sin6_scope_id &&
         memcmp(&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) == 0;
}
