/*
 * Makes ports on a network and deletes them again, many at a time and some within milliseconds, and tells what it did:
 *
 *     port_storm URI NETWORK COUNT SEED
 *
 * One line on stdout for each port, when it is gone: UUID MAC OWNER LIVED ASKED, LIVED in microseconds from the answer to the creation
 * to the request for the deletion, ASKED when the creation was asked for, in microseconds of CLOCK_MONOTONIC. A fifth of the ports is
 * deleted at once, the rest after 60 to 400 ms.
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define ALIVE 64

struct port {
    virNetworkPortPtr port;
    int64_t asked_us;
    int64_t created_us;
    int64_t due_us;
    int number;
};

static uint64_t state;

static uint32_t dice(uint32_t sides)
{
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(state >> 33) % sides;
}

static int64_t now_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void quiet(void *opaque, virErrorPtr error)
{
    (void)opaque;
    (void)error;
}

static void fail(const char *what)
{
    fprintf(stderr, "port_storm: %s: %s\n", what, virGetLastErrorMessage());
    exit(1);
}

static void name_port(char uuid[37], char mac[18], int number, int seed)
{
    snprintf(uuid, 37, "%08x-0000-4000-8000-%012x", (unsigned)seed, (unsigned)number);
    snprintf(mac, 18, "52:54:%02x:%02x:%02x:%02x", seed & 0xff, (number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff);
}

static struct port create(virNetworkPtr network, int number, int seed)
{
    char uuid[37], mac[18], xml[512];
    struct port port = { .number = number };
    name_port(uuid, mac, number, seed);
    snprintf(xml, sizeof xml,
             "<networkport><uuid>%s</uuid><owner><name>storm-%d</name><uuid>%08x-0000-4000-9000-%012x</uuid></owner>"
             "<mac address='%s'/></networkport>", uuid, number, (unsigned)seed, (unsigned)number, mac);
    port.asked_us = now_us();
    port.port = virNetworkPortCreateXML(network, xml, 0);
    if (!port.port)
        fail("virNetworkPortCreateXML");
    port.created_us = now_us();
    port.due_us = port.created_us + (dice(5) ? 60000 + dice(340000) : 0);
    return port;
}

static void destroy(struct port *port, int seed)
{
    char uuid[37], mac[18];
    int64_t lived = now_us() - port->created_us;
    if (virNetworkPortDelete(port->port, 0) < 0)
        fail("virNetworkPortDelete");
    virNetworkPortFree(port->port);
    port->port = NULL;
    name_port(uuid, mac, port->number, seed);
    printf("%s %s storm-%d %lld %lld\n", uuid, mac, port->number, (long long)lived, (long long)port->asked_us);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct port alive[ALIVE] = { 0 };
    int made = 0, gone = 0, count, seed;
    virConnectPtr connection;
    virNetworkPtr network;

    if (argc != 5) {
        fprintf(stderr, "usage: port_storm URI NETWORK COUNT SEED\n");
        return 2;
    }
    count = atoi(argv[3]);
    seed = atoi(argv[4]);
    state = (uint64_t)seed;
    virSetErrorFunc(NULL, quiet);
    if (!(connection = virConnectOpen(argv[1])))
        fail("virConnectOpen");
    if (!(network = virNetworkLookupByName(connection, argv[2])))
        fail("virNetworkLookupByName");

    while (gone < count) {
        int busy = 0;
        for (int i = 0; i < ALIVE; i++) {
            if (!alive[i].port && made < count && dice(4) == 0) {
                alive[i] = create(network, made++, seed);
                busy = 1;
            }
            if (alive[i].port && now_us() >= alive[i].due_us) {
                destroy(&alive[i], seed);
                gone++;
                busy = 1;
            }
        }
        if (!busy)
            usleep(2000);
    }
    virNetworkFree(network);
    virConnectClose(connection);
    return 0;
}
