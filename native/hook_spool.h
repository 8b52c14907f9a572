/*
 * The folder where network_hook leaves notices that the agent did not take; HookSpool (src/VirtAgent/Observe/Hints) reads it. One
 * file each, BOOTTIME-PID-SIZE.notice, whole from the moment it has that name; "overflow" says that there was no room for one.
 */
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef AGENT_SPOOL
#define AGENT_SPOOL "/var/lib/virt-agent/hook"
#endif
#ifndef SPOOL_FILES
#define SPOOL_FILES 20000
#endif
#ifndef SPOOL_BYTES
#define SPOOL_BYTES (64L << 20)
#endif

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
        const char *size = strrchr(entry->d_name, '-');
        if (size == NULL)
            continue;
        files++;
        bytes += strtol(size + 1, NULL, 10);
    }
    closedir(folder);
    return files < SPOOL_FILES && bytes <= SPOOL_BYTES;
}

static bool write_all(int file, const char *notice, int length, const struct stat *owner)
{
    for (int done = 0; done < length;) {
        ssize_t written = write(file, notice + done, (size_t)(length - done));
        if (written <= 0)
            return false;
        done += (int)written;
    }
    /* The agent is no root; whom the folder belongs to, that is the agent. */
    return fchown(file, owner->st_uid, owner->st_gid) == 0;
}

/* The file appears under its name when it is whole, so that neither the agent nor a kill in between meets half of it. */
static bool keep(int spool, const char *name, const char *notice, int length, const struct stat *owner)
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
static void to_spool(const char *notice, int length, long long boottime)
{
    char name[80];
    struct stat owner;
    /* The folder is the agent's: a link in its place is not followed to wherever it leads. */
    int spool = open(AGENT_SPOOL, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (spool < 0 || fstat(spool, &owner) != 0)
        return;
    snprintf(name, sizeof(name), "%020lld-%d-%d.notice", boottime, getpid(), length);
    if (has_room(spool, length) && keep(spool, name, notice, length, &owner))
        return;
    int marker = openat(spool, "overflow", O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (marker >= 0 && fchown(marker, owner.st_uid, owner.st_gid) != 0)
        unlinkat(spool, "overflow", 0);
}
