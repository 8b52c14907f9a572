/*
 * The bare C baseline of the port benchmark: what reading every port of every active network costs with nothing around it.
 * port_loop URI [ROUNDS]  prints "N ports, M.MMM ms" with the median over the rounds (default 11).
 */
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

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

static int read_ports(virNetworkPtr network, size_t *bytes)
{
    virNetworkPortPtr *ports;
    int count = virNetworkListAllPorts(network, &ports, 0);
    if (count < 0)
        fail("virNetworkListAllPorts");
    for (int i = 0; i < count; i++) {
        char uuid[VIR_UUID_STRING_BUFLEN];
        char *xml = virNetworkPortGetXMLDesc(ports[i], 0);
        if (xml == NULL || virNetworkPortGetUUIDString(ports[i], uuid) < 0)
            fail("virNetworkPortGetXMLDesc");
        *bytes += strlen(xml);
        free(xml);
        virNetworkPortFree(ports[i]);
    }
    free(ports);
    return count;
}

static int read_all(virConnectPtr connection, size_t *bytes)
{
    virNetworkPtr *networks;
    int total = 0;
    int count = virConnectListAllNetworks(connection, &networks, VIR_CONNECT_LIST_NETWORKS_ACTIVE);
    if (count < 0)
        fail("virConnectListAllNetworks");
    for (int i = 0; i < count; i++) {
        total += read_ports(networks[i], bytes);
        virNetworkFree(networks[i]);
    }
    free(networks);
    return total;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argc, char **argv)
{
    int rounds = argc > 2 ? atoi(argv[2]) : 11;
    if (argc < 2 || rounds < 1) {
        fprintf(stderr, "usage: port_loop URI [ROUNDS]\n");
        return 2;
    }

    virSetErrorFunc(NULL, quiet);
    virConnectPtr connection = virConnectOpenReadOnly(argv[1]);
    if (connection == NULL)
        fail(argv[1]);

    double *times = calloc(rounds, sizeof *times);
    size_t bytes = 0;
    int ports = 0;
    for (int round = 0; round < rounds; round++) {
        double start = milliseconds();
        ports = read_all(connection, &bytes);
        times[round] = milliseconds() - start;
    }
    qsort(times, rounds, sizeof *times, ascending);
    printf("%d ports, %.3f ms\n", ports, times[rounds / 2]);
    free(times);
    virConnectClose(connection);
    return 0;
}
