/*
 * libvirt's network hook (https://libvirt.org/hooks.html): hands what happened to a port to virt-agent, and never stands in
 * libvirt's way. libvirt waits for it with the network locked, and a guest whose port-created hook fails does not start. So:
 *
 *  - it ends within 50 ms and with 0, whatever state the agent, the disk or libvirt itself is in;
 *  - it calls nothing of libvirt's;
 *  - a notice is with the agent, committed (it answers one byte then), or in the spool, or both.
 *
 * Called as  network_hook NETWORK OPERATION SUB-OPERATION -  with libvirt's hookData on stdin. What a notice looks like is
 * written at HookNoticeReader (src/VirtAgent.Core/Readers).
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef AGENT_SOCKET
#define AGENT_SOCKET "/run/virt-agent/hook.sock"
#endif
#ifndef AGENT_SPOOL
#define AGENT_SPOOL "/var/lib/virt-agent/hook"
#endif
#ifndef SPOOL_FILES
#define SPOOL_FILES 20000
#endif
#ifndef SPOOL_BYTES
#define SPOOL_BYTES (64L << 20)
#endif

/* Milliseconds from the start. What is left after the answer is for the spool; the last is for what nobody thought of. */
enum { READ_UNTIL = 20, ANSWER_UNTIL = 40, END = 50, END_IN_ANY_CASE = 55 };

/* A port's XML is a few hundred bytes and comes last; before it comes the network's, of any length. */
#define WINDOW (128 << 10)

static char window[WINDOW + 1];
static char notice[WINDOW + 4096];
static struct timespec start;

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

/* Reads stdin to its end, or for as long as there is time, and returns the port's XML in the window; "" where there is none. */
static const char *read_port(void)
{
    size_t used = 0;
    ssize_t got;

    while (ready(STDIN_FILENO, POLLIN, READ_UNTIL) && (got = read(STDIN_FILENO, window + used, WINDOW - used)) > 0) {
        used += (size_t)got;
        if (used == WINDOW) {
            memmove(window, window + WINDOW / 2, WINDOW / 2);
            used = WINDOW / 2;
        }
    }
    window[used] = '\0';

    const char *port = "";
    for (const char *at = window; (at = strstr(at, "<networkport>")) != NULL; at++)
        port = at;
    return port;
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

static int write_notice(const char *network, const char *operation, long long realtime, long long boottime, const char *port)
{
    char name[2048], boot[64];

    escape(name, sizeof(name), network);
    read_boot(boot, sizeof(boot));
    int length = snprintf(notice, sizeof(notice),
                          "virt-agent-hook 1\nnetwork %s\nop %s\nrealtime %lld\nboottime %lld\nboot %s\n\n%s",
                          name, operation, realtime, boottime, boot, port);
    return length < (int)sizeof(notice) ? length : (int)sizeof(notice) - 1;
}

/*
 * Sends the notice and, where it is wanted, waits for the answer that says it is committed. The socket gets a name from the
 * kernel, for the answer, and is connected, so that nobody but the agent can give it.
 */
static bool hand_over(int length, bool answered)
{
    struct sockaddr_un agent = { .sun_family = AF_UNIX, .sun_path = AGENT_SOCKET };
    sa_family_t any_name = AF_UNIX;
    char answer;
    int socket_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (socket_ < 0 || bind(socket_, (struct sockaddr *)&any_name, sizeof(any_name)) != 0
        || connect(socket_, (struct sockaddr *)&agent, sizeof(agent)) != 0)
        return false;
    while (send(socket_, notice, (size_t)length, MSG_NOSIGNAL) != length)
        if (errno != EAGAIN || !answered || !ready(socket_, POLLOUT, ANSWER_UNTIL))
            return false;
    return !answered || (ready(socket_, POLLIN, ANSWER_UNTIL) && recv(socket_, &answer, 1, 0) == 1);
}

/* Whether there is room for another notice. Its size is in each file's name, so that 20,000 files need not be asked for it. */
static bool has_room(int spool, int length)
{
    long files = 0, bytes = length;
    struct dirent *entry;
    int listed = dup(spool);
    DIR *folder = listed < 0 ? NULL : fdopendir(listed);

    if (folder == NULL)
        return false;
    while ((entry = readdir(folder)) != NULL) {
        long size;
        if (sscanf(entry->d_name, "%*20[0-9]-%*[0-9]-%ld.notice", &size) != 1)
            continue;
        files++;
        bytes += size;
    }
    closedir(folder);
    return files < SPOOL_FILES && bytes <= SPOOL_BYTES;
}

static bool write_all(int file, const char *text, int length, const struct stat *owner)
{
    while (length > 0) {
        ssize_t written = write(file, text, (size_t)length);
        if (written <= 0)
            return false;
        text += written;
        length -= (int)written;
    }
    /* The agent is no root; whom the folder belongs to, that is the agent. */
    return fchown(file, owner->st_uid, owner->st_gid) == 0;
}

/* The file appears under its name when it is whole, so that neither the agent nor a kill in between meets half of it. */
static bool keep(int spool, const char *name, int length, const struct stat *owner)
{
    char path[64];
    int file = openat(spool, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0640);

    if (file >= 0) {
        snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
        if (write_all(file, notice, length, owner) && linkat(AT_FDCWD, path, spool, name, AT_SYMLINK_FOLLOW) == 0)
            return true;
    }

    /* Not every file system has nameless files. The agent clears away what a kill leaves here. */
    snprintf(path, sizeof(path), ".%d.tmp", getpid());
    file = openat(spool, path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (file < 0)
        return false;
    if (write_all(file, notice, length, owner) && renameat(spool, path, spool, name) == 0)
        return true;
    unlinkat(spool, path, 0);
    return false;
}

/* No fsync: it would wait for the disk, and a host that loses its memory loses the guests with it. */
static void to_spool(long long boottime, int length)
{
    char name[80];
    struct stat owner;
    /* The folder is the agent's: a link in its place is not followed to wherever it leads. */
    int spool = open(AGENT_SPOOL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (spool < 0 || fstat(spool, &owner) != 0)
        return;
    snprintf(name, sizeof(name), "%020lld-%d-%d.notice", boottime, getpid(), length);
    if (has_room(spool, length) && keep(spool, name, length, &owner))
        return;
    int marker = openat(spool, "overflow", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (marker >= 0 && fchown(marker, owner.st_uid, owner.st_gid) != 0)
        unlinkat(spool, "overflow", 0);
}

/*
 * In a child of its own: a disk that hangs holds whoever writes, and no signal frees it. We wait for the child while there is
 * time, and leave it to finish alone after that.
 */
static void spool_apart(long long boottime, int length)
{
    sigset_t child;
    pid_t pid = fork();

    if (pid == 0) {
        /* libvirt waits until nobody holds its pipes. */
        for (int descriptor = 0; descriptor < 3; descriptor++)
            close(descriptor);
        to_spool(boottime, length);
        _exit(0);
    }
    if (pid < 0) {
        to_spool(boottime, length);
        return;
    }
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    int left = milliseconds_until(END);
    sigtimedwait(&child, NULL, &(struct timespec){ .tv_nsec = left * 1000000L });
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
    const int ends[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGALRM };

    sigfillset(&all);
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        signal(ends[i], end);
        sigdelset(&all, ends[i]);
    }
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &all, NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){ .it_value.tv_usec = END_IN_ANY_CASE * 1000 }, NULL);
}

int main(int argc, char **argv)
{
    clock_gettime(CLOCK_MONOTONIC, &start);
    long long boottime = nanoseconds(CLOCK_BOOTTIME), realtime = nanoseconds(CLOCK_REALTIME);

    withstand_signals();
    close_range(3, ~0U, 0);
    if (argc < 3)
        return 0;

    const char *network = argv[1], *operation = argv[2];
    bool of_port = strcmp(operation, "port-created") == 0 || strcmp(operation, "port-deleted") == 0;
    bool stopped = strcmp(operation, "stopped") == 0;
    if (!of_port && !stopped && strcmp(operation, "started") != 0 && strcmp(operation, "updated") != 0)
        return 0;

    int length = write_notice(network, operation, realtime, boottime, of_port ? read_port() : "");
    if (!hand_over(length, of_port || stopped) && (of_port || stopped))
        spool_apart(boottime, length);
    return 0;
}
