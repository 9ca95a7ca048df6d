/*
 * A disk of one file that logs what reaches it, in order: writes, flushes, and marks that a program puts between them. From
 * the log any state can be made that a loss of power can leave: what came before a flush, and any part of what came after.
 *
 *     blocklog IMAGE LOG MOUNTPOINT
 *
 * makes, with FUSE,
 *
 *     MOUNTPOINT/disk    the disk, with what IMAGE has at first; IMAGE itself is not changed
 *     MOUNTPOINT/marks   what is written here becomes a mark in the log
 *     MOUNTPOINT/fail    "SKIP TEXT": of the later writes to the disk that hold TEXT, SKIP go through, and the next one fails
 *                        with EIO, and is not done
 *
 * An entry of the log, in the machine's byte order: u32 kind (1 write, 2 flush, 3 mark, 4 failed
 * write), u32 length, u64 offset, the bytes.
 * It ends, and so does the disk, when its standard input does, so that it never outlives the program that started it.
 */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { WRITE = 1, FLUSH = 2, MARK = 3, FAILED = 4 };

struct entry {
    uint32_t kind;
    uint32_t length;
    uint64_t offset;
};

static char *image;
static size_t size;
static FILE *entries;
static const char *mountpoint;

/* At first it is off: no text, and so no failure. */
static char failing_text[256];
static int skips;

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static void note(enum kind kind, off_t offset, const char *bytes, size_t length)
{
    struct entry entry = {kind, (uint32_t)length, (uint64_t)offset};
    if (fwrite(&entry, sizeof entry, 1, entries) != 1 || fwrite(bytes, 1, length, entries) != length
        || fflush(entries) != 0) {
        die("cannot write the log");
    }
}

static int must_fail(const char *bytes, size_t length)
{
    size_t text = strlen(failing_text);
    if (text == 0 || memmem(bytes, length, failing_text, text) == NULL) {
        return 0;
    }
    if (skips > 0) {
        skips--;
        return 0;
    }
    failing_text[0] = 0;
    return 1;
}

static int get_attributes(const char *path, struct stat *stat, struct fuse_file_info *file)
{
    (void)file;
    memset(stat, 0, sizeof *stat);
    stat->st_nlink = 1;
    stat->st_mode = S_IFREG | 0600;
    if (strcmp(path, "/") == 0) {
        stat->st_mode = S_IFDIR | 0700;
    } else if (strcmp(path, "/disk") == 0) {
        stat->st_size = (off_t)size;
    } else if (strcmp(path, "/marks") != 0 && strcmp(path, "/fail") != 0) {
        return -ENOENT;
    }
    return 0;
}

static int open_file(const char *path, struct fuse_file_info *file)
{
    (void)path;
    /* Past the cache, so that the log has each write when it is made. */
    file->direct_io = 1;
    return 0;
}

static int read_bytes(const char *path, char *bytes, size_t length, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    if (strcmp(path, "/disk") != 0 || offset >= (off_t)size) {
        return 0;
    }
    if (length > size - (size_t)offset) {
        length = size - (size_t)offset;
    }
    memcpy(bytes, image + offset, length);
    return (int)length;
}

static int write_bytes(const char *path, const char *bytes, size_t length, off_t offset, struct fuse_file_info *file)
{
    (void)file;
    if (strcmp(path, "/marks") == 0) {
        note(MARK, 0, bytes, length);
        return (int)length;
    }
    if (strcmp(path, "/fail") == 0) {
        char order[sizeof failing_text + 16] = {0};
        memcpy(order, bytes, length < sizeof order - 1 ? length : sizeof order - 1);
        return sscanf(order, "%d %255s", &skips, failing_text) == 2 ? (int)length : -EINVAL;
    }
    if (offset + length > size) {
        return -ENOSPC;
    }
    if (must_fail(bytes, length)) {
        note(FAILED, offset, bytes, length);
        return -EIO;
    }
    memcpy(image + offset, bytes, length);
    note(WRITE, offset, bytes, length);
    return (int)length;
}

static int synchronize(const char *path, int data_only, struct fuse_file_info *file)
{
    (void)data_only;
    (void)file;
    if (strcmp(path, "/disk") == 0) {
        note(FLUSH, 0, NULL, 0);
    }
    return 0;
}

static int truncate_file(const char *path, off_t length, struct fuse_file_info *file)
{
    /* Programs open a file to write it by cutting it to nothing. */
    (void)path;
    (void)length;
    (void)file;
    return 0;
}

static void *end_with_input(void *unused)
{
    char byte;
    (void)unused;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    umount2(mountpoint, MNT_DETACH);
    _exit(0);
}

static const struct fuse_operations OPERATIONS = {
    .getattr = get_attributes,
    .open = open_file,
    .read = read_bytes,
    .write = write_bytes,
    .fsync = synchronize,
    .truncate = truncate_file,
};

int main(int count, char **arguments)
{
    if (count != 4) {
        fprintf(stderr, "usage: blocklog IMAGE LOG MOUNTPOINT\n");
        return 2;
    }
    mountpoint = arguments[3];
    int base = open(arguments[1], O_RDONLY | O_CLOEXEC);
    struct stat stat;
    if (base < 0 || fstat(base, &stat) != 0) {
        die(arguments[1]);
    }
    size = (size_t)stat.st_size;
    image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE, base, 0);
    entries = fopen(arguments[2], "wb");
    if (image == MAP_FAILED || entries == NULL) {
        die("cannot begin");
    }
    pthread_t watch;
    if (pthread_create(&watch, NULL, end_with_input, NULL) != 0) {
        die("cannot start a thread");
    }
    /* In the foreground, and one thread, so that the log has one order. */
    char *fuse_arguments[] = {arguments[0], arguments[3], "-f", "-s", NULL};
    return fuse_main(4, fuse_arguments, &OPERATIONS, NULL);
}
