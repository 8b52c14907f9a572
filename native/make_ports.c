/*
 * Makes ports without guests, for benchmarks and tests: make_ports URI NETWORK N.
 * The one program here that writes to libvirt; the agent has no binding for it. They go away with the network (net-destroy).
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void fail(const char *what)
{
    fprintf(stderr, "error: %s: %s\n", what, virGetLastErrorMessage());
    exit(1);
}

static void quiet(void *opaque, virErrorPtr error)
{
    (void)opaque;
    (void)error;
}

int main(int argc, char **argv)
{
    int count = argc > 3 ? atoi(argv[3]) : 0;
    if (count < 1) {
        fprintf(stderr, "usage: make_ports URI NETWORK N\n");
        return 2;
    }

    virSetErrorFunc(NULL, quiet);
    virConnectPtr connection = virConnectOpen(argv[1]);
    if (connection == NULL)
        fail(argv[1]);
    virNetworkPtr network = virNetworkLookupByName(connection, argv[2]);
    if (network == NULL)
        fail(argv[2]);

    /* The process id keeps the UUIDs of two runs apart. libvirt wants a UUID here, and fills in the plug itself. */
    for (int i = 0; i < count; i++) {
        char xml[512];
        snprintf(xml, sizeof xml,
                 "<networkport><uuid>7a3f0000-%04x-4000-8000-%012x</uuid>"
                 "<owner><name>made-%d</name><uuid>7a3f0001-%04x-4000-8000-%012x</uuid></owner>"
                 "<mac address='52:54:00:%02x:%02x:%02x'/></networkport>",
                 (unsigned)getpid() & 0xffff, (unsigned)i, i, (unsigned)getpid() & 0xffff, (unsigned)i,
                 (unsigned)i >> 16 & 0xff, (unsigned)i >> 8 & 0xff, (unsigned)i & 0xff);
        virNetworkPortPtr port = virNetworkPortCreateXML(network, xml, 0);
        if (port == NULL)
            fail("virNetworkPortCreateXML");
        virNetworkPortFree(port);
    }

    printf("%d ports made on %s\n", count, argv[2]);
    virNetworkFree(network);
    virConnectClose(connection);
    return 0;
}
