package io.remotelog.storage.filelog;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The time of a simulated world, and what is to happen in it: at the same instant in the order in which it was asked for. One
 * thread.
 */
final class SimTime {
    private static final Instant START = Instant.parse("2026-03-01T23:40:00Z");

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private long now = 1_000_000_000L;
    private long numbers;

    /** How much more time has gone by than the monotonic clocks say: so a day is over in half a minute of events. */
    private Duration skipped = Duration.ZERO;

    private record Event(long at, long number, Runnable what) {}

    /** The monotonic clock of all machines, in nanoseconds. */
    long now() {
        return now;
    }

    /** What a wall clock shows that is right. */
    Instant wall() {
        return START.plusNanos(now).plus(skipped);
    }

    /** Lets wall clocks go on, and nothing else: at most so far as they are still believed. */
    void skip(Duration by) {
        skipped = skipped.plus(by);
    }

    void after(Duration delay, Runnable what) {
        events.add(new Event(now + delay.toNanos(), numbers, what));
        numbers++;
    }

    void afterNanos(long nanos, Runnable what) {
        after(Duration.ofNanos(nanos), what);
    }

    /** Lets so much time go by, and what is due in it happen. */
    void run(Duration by) {
        long until = now + by.toNanos();
        while (!events.isEmpty() && events.peek().at <= until) {
            Event next = events.remove();
            now = Math.max(now, next.at);
            next.what.run();
        }
        now = until;
    }
}
