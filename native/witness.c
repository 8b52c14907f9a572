/*
 * witness - asks the kernel itself whether it forwards one packet.
 *
 *   witness --inject NETNS IFNAME --watch NETNS IFNAME --src-mac MAC --dst-mac MAC --src ADDRESS --dst ADDRESS --proto NUMBER
 *           [--sport N] [--dport N] [--icmp-type N] [--icmp-code N] [--tcp-flags N] [--state NEW|INVALID]
 *
 * Sends the packet as an Ethernet frame out of the injecting device, whose other end is the device under test, and waits for
 * it on the watched one, the device it should leave on. NETNS is a path such as /proc/PID/ns/net. Prints "forwarded" (exit 0)
 * or "silent" (exit 1, after a second); exit 2 and one line on stderr when the question cannot be asked.
 *
 * The packet is known again by its protocol, its IP id or flow label, and a random cookie in its payload: addresses, ports and
 * TTL may change on the way. Nobody has to exist at the destination: while it waits, it answers the host's search for a
 * neighbour on the watched device by an entry in the neighbour table, and takes the entry back.
 *
 * It forgets every connection of the watched namespace before it sends, so that the packet starts a flow. For a lab, not for
 * a host.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/neighbour.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "witness_packet.h"

enum { NEIGHBOURS = 8, DEADLINE_MS = 1000 };

struct neighbour { int family; uint8_t address[16]; };

/* --- the two devices -------------------------------------------------------------------------------------------------- */

static void enter(const char *netns)
{
    int fd = open(netns, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || setns(fd, CLONE_NEWNET) < 0) fail("cannot enter the network namespace %s: %s", netns, strerror(errno));
    close(fd);
}

static void open_device(struct device *d)
{
    enter(d->netns);
    d->index = if_nametoindex(d->name);
    if (d->index == 0) fail("there is no device %s in %s.", d->name, d->netns);
    /* Only a socket for all protocols is shown what leaves. Protocol 0 here: nothing may arrive before it is bound. */
    d->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
    struct sockaddr_ll address = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL), .sll_ifindex = d->index };
    if (d->fd < 0 || bind(d->fd, (struct sockaddr *)&address, sizeof address) < 0)
        fail("cannot open a packet socket on %s: %s", d->name, strerror(errno));
}

/* --- netlink, in the watched namespace -------------------------------------------------------------------------------- */

/* Sends one request and returns the kernel's answer, 0 or an errno. */
static int ask(int protocol, struct nlmsghdr *message)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
    struct { struct nlmsghdr header; struct nlmsgerr error; uint8_t rest[512]; } answer;
    message->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
    if (fd < 0 || send(fd, message, message->nlmsg_len, 0) < 0 || recv(fd, &answer, sizeof answer, 0) < 0)
        fail("cannot talk to the kernel by netlink: %s", strerror(errno));
    close(fd);
    return answer.header.nlmsg_type == NLMSG_ERROR ? -answer.error.error : EPROTO;
}

static int change_neighbour(int type, const struct device *d, const struct neighbour *n)
{
    size_t width = n->family == AF_INET ? 4 : 16;
    struct { struct nlmsghdr header; struct ndmsg body; uint8_t attributes[64]; } m = {
        .header = { .nlmsg_type = type, .nlmsg_flags = type == RTM_NEWNEIGH ? NLM_F_CREATE | NLM_F_REPLACE : 0 },
        .body = { .ndm_family = n->family, .ndm_ifindex = d->index, .ndm_state = NUD_PERMANENT },
    };
    struct rtattr *target = (struct rtattr *)m.attributes;
    target->rta_type = NDA_DST;
    target->rta_len = RTA_LENGTH(width);
    memcpy(RTA_DATA(target), n->address, width);
    struct rtattr *mac = (struct rtattr *)(m.attributes + RTA_SPACE(width));
    mac->rta_type = NDA_LLADDR;
    mac->rta_len = RTA_LENGTH(6);
    memcpy(RTA_DATA(mac), "\x02\x00\x00\x00\x0e\x0e", 6);  /* locally administered; nobody has it */
    m.header.nlmsg_len = NLMSG_LENGTH(sizeof m.body) + RTA_SPACE(width) + RTA_SPACE(6);
    return ask(NETLINK_ROUTE, &m.header);
}

static void forget_connections(void)
{
    struct { struct nlmsghdr header; struct nfgenmsg body; } m = {
        .header = { .nlmsg_len = sizeof m, .nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_DELETE },
        .body = { .nfgen_family = AF_UNSPEC, .version = NFNETLINK_V0 },
    };
    int error = ask(NETLINK_NETFILTER, &m.header);
    if (error) fail("cannot clear the connection table: %s", strerror(error));
}

/* Whether a frame is the host's own search for a neighbour: an ARP request or a neighbour solicitation (RFC 826, RFC 4861). */
static bool is_search(const uint8_t *seen, size_t length, struct neighbour *n)
{
    const uint8_t *body = seen + ETH_HLEN;
    if (length >= 42 && get16(seen + 12) == ETHERTYPE_ARP && get16(body + 6) == 1) {
        n->family = AF_INET;
        memcpy(n->address, body + 24, 4);
        return true;
    }
    if (length >= 78 && get16(seen + 12) == ETHERTYPE_IPV6 && body[6] == IPPROTO_ICMPV6 && body[40] == 135) {
        n->family = AF_INET6;
        memcpy(n->address, body + 48, 16);
        return memcmp(body + 8, in6addr_any.s6_addr, 16) != 0;  /* from :: it asks whether the address is free */
    }
    return false;
}

/* --- the question ----------------------------------------------------------------------------------------------------- */

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is_forwarded(const struct question *q, const struct frame *f)
{
    struct neighbour answered[NEIGHBOURS];
    size_t count = 0;
    bool found = false;
    int64_t end = milliseconds() + DEADLINE_MS;
    if (send(q->in.fd, f->bytes, f->length, 0) != (ssize_t)f->length) fail("cannot send on %s: %s", q->in.name, strerror(errno));
    for (int64_t left; !found && (left = end - milliseconds()) > 0; ) {
        struct pollfd ready = { .fd = q->out.fd, .events = POLLIN };
        if (poll(&ready, 1, (int)left) <= 0) continue;
        uint8_t seen[2048];
        struct sockaddr_ll from;
        socklen_t size = sizeof from;
        ssize_t length = recvfrom(q->out.fd, seen, sizeof seen, 0, (struct sockaddr *)&from, &size);
        /* What arrives on the device, say from another port of the bridge, was not forwarded by the host. */
        if (length < ETH_HLEN || from.sll_pkttype != PACKET_OUTGOING) continue;
        found = is_same(q, f, seen, length);
        if (count < NEIGHBOURS && is_search(seen, length, &answered[count])
            && change_neighbour(RTM_NEWNEIGH, &q->out, &answered[count]) == 0) count++;
    }
    while (count-- > 0) change_neighbour(RTM_DELNEIGH, &q->out, &answered[count]);
    return found;
}

static unsigned number(const char *name, const char *text, unsigned most)
{
    char *end;
    unsigned long value = strtoul(text, &end, 0);
    if (*text == 0 || *end || value > most) fail("%s takes a number from 0 to %u, not '%s'.", name, most, text);
    return value;
}

static void read_mac(const char *text, uint8_t *mac)
{
    if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx", &mac[0], &mac[1], &mac[2], &mac[3], &mac[4], &mac[5]) != 6)
        fail("'%s' is no hardware address.", text);
}

static void read_address(struct question *q, const char *text, uint8_t *address)
{
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;
    if (inet_pton(family, text, address) != 1) fail("'%s' is no IP address.", text);
    if (q->family && q->family != family) fail("source and destination are of two families.");
    q->family = family;
    q->width = family == AF_INET ? 4 : 16;
}

static void read_arguments(struct question *q, int count, char **argument)
{
    for (int i = 1; i < count; i += 2) {
        const char *name = argument[i], *value = argument[i + 1];
        bool device = !strcmp(name, "--inject") || !strcmp(name, "--watch");
        if (i + (device ? 2 : 1) >= count) fail("%s lacks its value.", name);
        if (device) *(name[2] == 'i' ? &q->in : &q->out) = (struct device){ .netns = value, .name = argument[++i + 1] };
        else if (!strcmp(name, "--src-mac")) read_mac(value, q->source_mac);
        else if (!strcmp(name, "--dst-mac")) read_mac(value, q->target_mac);
        else if (!strcmp(name, "--src")) read_address(q, value, q->source);
        else if (!strcmp(name, "--dst")) read_address(q, value, q->target);
        else if (!strcmp(name, "--proto")) q->protocol = number(name, value, 255);
        else if (!strcmp(name, "--sport")) q->source_port = number(name, value, 65535);
        else if (!strcmp(name, "--dport")) q->target_port = number(name, value, 65535);
        else if (!strcmp(name, "--icmp-type")) q->icmp_type = number(name, value, 255);
        else if (!strcmp(name, "--icmp-code")) q->icmp_code = number(name, value, 255);
        else if (!strcmp(name, "--tcp-flags")) q->tcp_flags = number(name, value, 255);
        else if (!strcmp(name, "--state") && !strcmp(value, "NEW")) q->invalid = false;
        else if (!strcmp(name, "--state") && !strcmp(value, "INVALID")) q->invalid = true;
        else fail("%s %s is not understood.", name, value);
    }
    if (!q->in.name || !q->out.name || !q->family || !q->protocol)
        fail("--inject, --watch, --src, --dst and --proto are needed.");
}

int main(int count, char **argument)
{
    static struct question question;
    static struct frame frame;
    read_arguments(&question, count, argument);
    build(&question, &frame);
    /* The deadline is for the packet, not for this program to be scheduled on a busy machine. Where it is denied we go on. */
    sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){ .sched_priority = 1 });
    open_device(&question.in);
    open_device(&question.out);
    forget_connections();
    bool forwarded = is_forwarded(&question, &frame);
    puts(forwarded ? "forwarded" : "silent");
    return forwarded ? 0 : 1;
}
