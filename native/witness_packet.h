/* The packet that witness sends: how it is built, and how it is known again when it comes out. */
#ifndef WITNESS_PACKET_H
#define WITNESS_PACKET_H

#include <errno.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

enum { COOKIE = 16, TTL = 64 };

struct device { const char *netns, *name; unsigned index; int fd; };

struct question {
    struct device in, out;
    uint8_t source_mac[6], target_mac[6];
    int family;
    size_t width;                     /* bytes in an address */
    uint8_t source[16], target[16];
    unsigned protocol, source_port, target_port, icmp_type, icmp_code, tcp_flags;
    bool invalid;
};

struct frame { uint8_t bytes[256]; size_t length; uint32_t mark; uint8_t cookie[COOKIE]; };

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("witness: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(2);
}

static void put16(uint8_t *at, unsigned value) { at[0] = value >> 8; at[1] = value; }
static void put32(uint8_t *at, uint32_t value) { put16(at, value >> 16); put16(at + 2, value & 0xffff); }
static unsigned get16(const uint8_t *at) { return at[0] << 8 | at[1]; }
static uint32_t get32(const uint8_t *at) { return (uint32_t)get16(at) << 16 | get16(at + 2); }

/* RFC 1071, not yet folded. */
static uint32_t sum(uint32_t so_far, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i + 1 < length; i += 2) so_far += get16(bytes + i);
    return length % 2 ? so_far + (bytes[length - 1] << 8) : so_far;
}

static unsigned fold(uint32_t value)
{
    while (value >> 16) value = (value & 0xffff) + (value >> 16);
    return ~value & 0xffff;
}

/* Where the protocol keeps its checksum, or -1 where it has none that conntrack looks at. */
static int checksum_offset(unsigned protocol)
{
    switch (protocol) {
    case IPPROTO_TCP: return 16;
    case IPPROTO_UDP: case IPPROTO_UDPLITE: return 6;
    case IPPROTO_ICMP: case IPPROTO_ICMPV6: return 2;
    default: return -1;
    }
}

/* Writes the transport header and the cookie behind it; returns the length of both. */
static size_t write_payload(const struct question *q, uint8_t *at, const uint8_t *cookie)
{
    size_t header = 8;
    put16(at, q->source_port);
    put16(at + 2, q->target_port);
    switch (q->protocol) {
    case IPPROTO_TCP:
        header = 20;
        at[12] = 5 << 4;
        at[13] = q->tcp_flags;
        put16(at + 14, 64240);
        break;
    case IPPROTO_UDP: case IPPROTO_UDPLITE:
        put16(at + 4, header + COOKIE);
        break;
    case IPPROTO_ICMP: case IPPROTO_ICMPV6:
        at[0] = q->icmp_type;
        at[1] = q->icmp_code;
        put16(at + 2, 0);
        break;
    }
    memcpy(at + header, cookie, COOKIE);
    return header + COOKIE;
}

static void write_checksum(const struct question *q, uint8_t *at, size_t length)
{
    int offset = checksum_offset(q->protocol);
    if (offset < 0) {
        if (q->invalid) fail("protocol %u has no checksum to get wrong, so no INVALID packet of it can be made.", q->protocol);
        return;
    }
    uint32_t total = sum(0, at, length);
    if (q->protocol != IPPROTO_ICMP)  /* all others cover a pseudo header of addresses, protocol and length */
        total = sum(sum(total, q->source, q->width), q->target, q->width) + q->protocol + length;
    unsigned checksum = fold(total);
    if (q->protocol != IPPROTO_TCP && checksum == 0) checksum = 0xffff;
    /* Wrong, and not 0 either: a UDP checksum of 0 means that there is none. */
    put16(at + offset, q->invalid ? (checksum ^ 0x5555) | 1 : checksum);
}

static void build(const struct question *q, struct frame *f)
{
    memset(f, 0, sizeof *f);
    if (getrandom(f->cookie, COOKIE, 0) != COOKIE || getrandom(&f->mark, 4, 0) != 4)
        fail("no random numbers: %s", strerror(errno));
    f->mark = (f->mark & (q->family == AF_INET ? 0xffff : 0xfffff)) | 1;

    uint8_t *ip = f->bytes + ETH_HLEN;
    size_t header = q->family == AF_INET ? 20 : 40;
    size_t payload = write_payload(q, ip + header, f->cookie);
    write_checksum(q, ip + header, payload);

    memcpy(f->bytes, q->target_mac, 6);
    memcpy(f->bytes + 6, q->source_mac, 6);
    if (q->family == AF_INET) {
        put16(f->bytes + 12, ETHERTYPE_IP);
        ip[0] = 4 << 4 | 5;
        put16(ip + 2, header + payload);
        put16(ip + 4, f->mark);
        ip[8] = TTL;
        ip[9] = q->protocol;
        memcpy(ip + 12, q->source, 4);
        memcpy(ip + 16, q->target, 4);
        put16(ip + 10, fold(sum(0, ip, header)));
    } else {
        put16(f->bytes + 12, ETHERTYPE_IPV6);
        put32(ip, 6u << 28 | f->mark);
        put16(ip + 4, payload);
        ip[6] = q->protocol;
        ip[7] = TTL;
        memcpy(ip + 8, q->source, 16);
        memcpy(ip + 24, q->target, 16);
    }
    f->length = ETH_HLEN + header + payload;
}

/* An ICMP error about the packet quotes it, cookie and all, but at another place and under an id of its own. */
static bool is_same(const struct question *q, const struct frame *f, const uint8_t *seen, size_t length)
{
    if (length < f->length || get16(seen + 12) != get16(f->bytes + 12)) return false;
    const uint8_t *ip = seen + ETH_HLEN;
    bool v4 = q->family == AF_INET;
    return (v4 ? ip[9] : ip[6]) == q->protocol && (v4 ? get16(ip + 4) : get32(ip) & 0xfffff) == f->mark
        && memcmp(seen + f->length - COOKIE, f->cookie, COOKIE) == 0;
}

#endif
