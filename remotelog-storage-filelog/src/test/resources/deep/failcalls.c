/*
 * Fails calls of a program to the system, when another program says so: preloaded, it stands in front of the C library.
 *
 * The environment's FAILCALLS names a file of 80 bytes that both map, in the machine's byte order:
 *
 *     offset size field
 *          0    4 which calls, a sum: 1 write and pwrite, 2 fsync and fdatasync, 4 ftruncate, 8 open to write or make, 16 rename, 32 mkdir
 *          4    4 errno of a failed call; 0: a write writes half of its bytes
 *          8    4 calls that go through before one fails, counted down
 *         12    4 calls that fail then, counted down
 *         16    4 calls that failed
 *         20   60 text that the path has, ends with 0
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { WRITE = 1, SYNC = 2, TRUNCATE = 4, OPEN = 8, RENAME = 16, MKDIR = 32 };

struct orders {
    uint32_t calls;
    int32_t error;
    int32_t skips;
    int32_t failures;
    int32_t failed;
    char path[60];
};

static struct orders *orders;

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("FAILCALLS");
    int file = name == NULL ? -1 : open(name, O_RDWR | O_CLOEXEC);
    if (file >= 0) {
        void *mapped = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        orders = mapped == MAP_FAILED ? NULL : mapped;
        close(file);
    }
}

static int must_fail_at(enum call call, const char *path)
{
    if (orders == NULL || (orders->calls & call) == 0 || strstr(path, orders->path) == NULL) {
        return 0;
    }
    if (__atomic_fetch_sub(&orders->skips, 1, __ATOMIC_SEQ_CST) > 0) {
        return 0;
    }
    if (__atomic_fetch_sub(&orders->failures, 1, __ATOMIC_SEQ_CST) <= 0) {
        return 0;
    }
    __atomic_fetch_add(&orders->failed, 1, __ATOMIC_SEQ_CST);
    errno = orders->error;
    return 1;
}

static int must_fail(enum call call, int file)
{
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    return must_fail_at(call, path);
}

/* A short write may end anywhere, also one past the system's cache, which itself takes whole blocks only. */
static size_t half(int file, size_t length)
{
    size_t half = (length + 1) / 2;
    return (fcntl(file, F_GETFL) & O_DIRECT) == 0 ? half : (half + 4095) / 4096 * 4096;
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t offset)
{
    REAL(pwrite64);
    if (length > 0 && must_fail(WRITE, file)) {
        ssize_t written = orders->error == 0 ? real(file, bytes, half(file, length), offset) : -1;
        return written > 1 ? written - 1 : written;
    }
    return real(file, bytes, length, offset);
}

ssize_t write(int file, const void *bytes, size_t length)
{
    REAL(write);
    if (length > 0 && must_fail(WRITE, file)) {
        return orders->error == 0 ? real(file, bytes, half(file, length)) : -1;
    }
    return real(file, bytes, length);
}

int fsync(int file)
{
    REAL(fsync);
    return must_fail(SYNC, file) ? -1 : real(file);
}

int fdatasync(int file)
{
    REAL(fdatasync);
    return must_fail(SYNC, file) ? -1 : real(file);
}

int ftruncate64(int file, off64_t length)
{
    REAL(ftruncate64);
    return must_fail(TRUNCATE, file) ? -1 : real(file, length);
}

int open64(const char *path, int flags, ...)
{
    REAL(open64);
    va_list more;
    va_start(more, flags);
    mode_t mode = va_arg(more, mode_t);
    va_end(more);
    int writes = (flags & O_ACCMODE) != O_RDONLY;
    return writes && must_fail_at(OPEN, path) ? -1 : real(path, flags, mode);
}

int rename(const char *from, const char *to)
{
    REAL(rename);
    return must_fail_at(RENAME, to) ? -1 : real(from, to);
}

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    return must_fail_at(MKDIR, path) ? -1 : real(path, mode);
}
