/*
 * libvirt's network hook (https://libvirt.org/hooks.html): hands what happened to a port to virt-agent, and never stands in
 * libvirt's way. libvirt waits for it with the network locked, and a guest whose port-created hook fails does not start. So:
 *
 *  - it ends within 50 ms and with 0, whatever state the agent, the disk or libvirt itself is in;
 *  - it calls nothing of libvirt's;
 *  - a notice is with the agent, committed (it answers one byte then), or in the spool, or both.
 *
 * Called as  network_hook NETWORK OPERATION SUB-OPERATION -  with libvirt's hookData on stdin. What a notice looks like is
 * written at HookNoticeReader (src/VirtAgent.Core/Ports).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "hook_spool.h"

#ifndef AGENT_SOCKET
#define AGENT_SOCKET "/run/virt-agent/hook.sock"
#endif

/*
 * Milliseconds from the start: every wait ends there. What is left after the answer is for the spool; the last is for the
 * child, which libvirt does not wait for. There is no timer that ends it all: on a busy machine we may not run until it fires, and
 * it would end us before the notice is anywhere.
 */
enum { READ_UNTIL = 20, ANSWER_UNTIL = 40, END = 50, READ_APART_UNTIL = 10000 };

/* A port's XML is a few hundred bytes and comes last; before it comes the network's, which libvirt limits to 4 MiB. */
#define WINDOW (128 << 10)
#define LONGEST_INPUT (16 << 20)

static char window[WINDOW + 1];
static size_t used, total;
static bool ended;
static char notice[WINDOW + 4096];
static int notice_length;

static struct timespec start;
static long long realtime, boottime;
static const char *network, *operation;

static int milliseconds_until(int deadline)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    long gone = (now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000;
    return gone < deadline ? (int)(deadline - gone) : 0;
}

static bool ready(int descriptor, short events, int deadline)
{
    struct pollfd wait = { .fd = descriptor, .events = events };
    int left = milliseconds_until(deadline);

    return left > 0 && poll(&wait, 1, left) > 0;
}

/* Where the port's XML begins in the window; "" if it does not. */
static const char *port(void)
{
    const char *last = "";

    for (const char *at = window; (at = strstr(at, "<networkport>")) != NULL; at++)
        last = at;
    return last;
}

/*
 * Reads on to the end of stdin, or for as long as there is time; whether no more is to come. Only the end says that the last port
 * is libvirt's own: the network's metadata comes first, and who wrote it may have put whole ports there, closing tags and all.
 */
static bool read_input(int deadline)
{
    ssize_t got = 1;

    while (total < LONGEST_INPUT && ready(STDIN_FILENO, POLLIN, deadline)
           && (got = read(STDIN_FILENO, window + used, WINDOW - used)) > 0) {
        total += (size_t)got;
        used += (size_t)got;
        if (used == WINDOW) {
            memmove(window, window + WINDOW / 2, WINDOW / 2);
            used = WINDOW / 2;
        }
        window[used] = '\0';
    }
    ended = got == 0;
    return got <= 0 || total >= LONGEST_INPUT;
}

static long long nanoseconds(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static void read_boot(char *boot, int size)
{
    int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? 0 : read(file, boot, (size_t)size - 1);

    boot[got > 0 ? got : 0] = '\0';
    boot[strcspn(boot, "\n")] = '\0';
    if (boot[0] == '\0')
        strcpy(boot, "unknown");
    if (file >= 0)
        close(file);
}

/* Names are UTF-8; what could end a line is escaped, and the escape itself. */
static void escape(char *to, size_t size, const char *name)
{
    size_t used = 0;

    for (; *name != '\0' && used + 4 < size; name++) {
        unsigned char octet = (unsigned char)*name;
        if (octet < ' ' || octet == '%' || octet == 0x7f)
            used += (size_t)sprintf(to + used, "%%%02X", octet);
        else
            to[used++] = *name;
    }
    to[used] = '\0';
}

static void write_notice(void)
{
    char name[2048], boot[64];

    escape(name, sizeof(name), network);
    read_boot(boot, sizeof(boot));
    notice_length = snprintf(notice, sizeof(notice),
                             "virt-agent-hook 1\nnetwork %s\nop %s\nrealtime %lld\nboottime %lld\nboot %s\n\n%s",
                             name, operation, realtime, boottime, boot, ended ? port() : "");
}

/*
 * Sends the notice and, where it is wanted, waits for the answer that says it is committed. The socket gets a name from the
 * kernel, for the answer, and is connected, so that nobody but the agent can give it.
 */
static bool hand_over(bool answered)
{
    struct sockaddr_un agent = { .sun_family = AF_UNIX, .sun_path = AGENT_SOCKET };
    sa_family_t any_name = AF_UNIX;
    char answer;
    int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (socket_ < 0 || bind(socket_, (struct sockaddr *)&any_name, sizeof(any_name)) != 0
        || connect(socket_, (struct sockaddr *)&agent, sizeof(agent)) != 0)
        return false;
    while (send(socket_, notice, (size_t)notice_length, MSG_NOSIGNAL) != notice_length)
        if (errno != EAGAIN || !answered || !ready(socket_, POLLOUT, ANSWER_UNTIL))
            return false;
    return !answered || (ready(socket_, POLLIN, ANSWER_UNTIL) && recv(socket_, &answer, 1, 0) == 1);
}

/*
 * In a child of its own: a disk that hangs holds whoever writes, and no signal frees it; and a libvirt that is too busy to give
 * us its data must not wait for us to get them. We wait for the child while there is time, and then leave it to finish alone.
 */
static void spool_apart(bool complete)
{
    sigset_t child;
    pid_t pid = fork();

    if (pid <= 0) {
        if (pid == 0) {
            /* libvirt waits until nobody holds its pipes; it does not wait for stdin, which it fills by itself. */
            close(STDOUT_FILENO);
            close(STDERR_FILENO);
            if (!complete)
                read_input(READ_APART_UNTIL);
        }
        write_notice();
        to_spool(notice, notice_length, boottime);
        _exit(0);
    }
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigtimedwait(&child, NULL, &(struct timespec){ .tv_nsec = milliseconds_until(END) * 1000000L });
}

static void end(int signal)
{
    (void)signal;
    _exit(0);
}

/* Whoever wants us to end waits 50 ms; a fault of our own must not look like a refusal. */
static void withstand_signals(void)
{
    sigset_t all;
    const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS };

    sigfillset(&all);
    for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++) {
        signal(faults[i], end);
        sigdelset(&all, faults[i]);
    }
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &all, NULL);
}

int main(int argc, char **argv)
{
    clock_gettime(CLOCK_MONOTONIC, &start);
    boottime = nanoseconds(CLOCK_BOOTTIME);
    realtime = nanoseconds(CLOCK_REALTIME);
    withstand_signals();
    close_range(3, ~0U, 0);
    if (argc < 3)
        return 0;

    network = argv[1];
    operation = argv[2];
    bool of_port = strcmp(operation, "port-created") == 0 || strcmp(operation, "port-deleted") == 0;
    bool counts = of_port || strcmp(operation, "stopped") == 0;
    if (!counts && strcmp(operation, "started") != 0 && strcmp(operation, "updated") != 0)
        return 0;

    bool complete = !of_port || read_input(READ_UNTIL);
    if (complete) {
        write_notice();
        if (hand_over(counts) || !counts)
            return 0;
    }
    spool_apart(complete);
    return 0;
}
