/*
 * A long cable between two network namespaces: what enters at one end leaves at the other after a time. For machines whose
 * kernel has no netem.
 *
 *     farlink NAMESPACE NAMESPACE DEVICE DELAY_MICROSECONDS
 *
 * makes in each of them a TUN device, and prints a line when both are there. Each direction holds up to QUEUE packets; one
 * more is lost, as in a router. It ends, and so does the link, when its standard input does, so that it never outlives the
 * program that started it.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { QUEUE = 4096, PACKET = 2048 };

struct packet {
    int64_t due;
    ssize_t length;
    char bytes[PACKET];
};

/* One direction: packets from taken up to put are under way. */
struct way {
    int from;
    int to;
    unsigned put;
    unsigned taken;
    struct packet packets[QUEUE];
};

static struct way ways[2];

static void die(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t now_micros(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int end_in(const char *namespace, const char *device)
{
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", namespace);
    int other = open(path, O_RDONLY | O_CLOEXEC);
    if (other < 0 || setns(other, CLONE_NEWNET) != 0) {
        die(path);
    }
    close(other);
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    if (tun < 0 || ioctl(tun, TUNSETIFF, &request) != 0) {
        die("/dev/net/tun");
    }
    return tun;
}

static void take_in(struct way *way, int64_t delay)
{
    struct packet lost;
    for (;;) {
        int full = way->put - way->taken == QUEUE;
        struct packet *packet = full ? &lost : &way->packets[way->put % QUEUE];
        packet->length = read(way->from, packet->bytes, PACKET);
        if (packet->length <= 0) {
            return;
        }
        packet->due = now_micros() + delay;
        way->put += !full;
    }
}

/* Lets out what is due, and tells how many microseconds the next one has; -1 if there is none. */
static int64_t let_out(struct way *way)
{
    while (way->taken != way->put) {
        struct packet *packet = &way->packets[way->taken % QUEUE];
        int64_t wait = packet->due - now_micros();
        if (wait > 0) {
            return wait;
        }
        if (write(way->to, packet->bytes, packet->length) < 0) {
            /* The device is down, or has no room: lost. */
        }
        way->taken++;
    }
    return -1;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "farlink NAMESPACE NAMESPACE DEVICE DELAY_MICROSECONDS\n");
        return 2;
    }
    int64_t delay = atoll(arguments[4]);
    ways[0].from = ways[1].to = end_in(arguments[1], arguments[3]);
    ways[0].to = ways[1].from = end_in(arguments[2], arguments[3]);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int64_t wait = -1;
        for (int i = 0; i < 2; i++) {
            int64_t next = let_out(&ways[i]);
            if (next >= 0 && (wait < 0 || next < wait)) {
                wait = next;
            }
        }
        struct pollfd ends[] = {{0, POLLIN, 0}, {ways[0].from, POLLIN, 0}, {ways[1].from, POLLIN, 0}};
        struct timespec timeout = {wait / 1000000, wait % 1000000 * 1000};
        if (ppoll(ends, 3, wait < 0 ? NULL : &timeout, NULL) < 0) {
            die("ppoll");
        }
        if (ends[0].revents) {
            return 0;
        }
        for (int i = 0; i < 2; i++) {
            take_in(&ways[i], delay);
        }
    }
}
