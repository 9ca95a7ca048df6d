package io.remotelog.protocol.link;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The room of all links, or of all Reads, together for records that are longer than what each may have waiting for its socket anyway:
 * who finds none waits, first come first served, and who holds some for too long while others wait is told so.
 *
 * <p>A record that is longer than all of the room goes when no other is there. Any thread.
 */
public final class RecordRoom {
    private static final long MIN_BYTES = 16L << 20;

    /** So much of the memory that the process may have at most. */
    private static final int MEMORY_SHARE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The patience is shared by those who have to go before the last one in line, but nobody gets less than a part of so many. */
    private static final int MOST_ROUNDS = 10;

    private final long bytes;
    private final long patienceNanos;
    private final long minBytesPerSecond;
    private final Executor later;
    private final Deque<Share> waiting = new ArrayDeque<>();
    private final Set<Share> holding = new LinkedHashSet<>();
    private long held;
    private long mostHeld;
    private boolean looksLater;

    /**
     * Makes it.
     *
     * @param bytes how much there is
     * @param patience how long it is held before that ends for others who wait; less if many wait
     * @param minBytesPerSecond what a connection is expected to carry: a record that takes longer so may be held for so long
     */
    public RecordRoom(long bytes, Duration patience, long minBytesPerSecond) {
        this.bytes = bytes;
        this.patienceNanos = patience.toNanos();
        this.minBytesPerSecond = minBytesPerSecond;
        this.later =
                CompletableFuture.delayedExecutor(Math.max(1, patienceNanos / 10), TimeUnit.NANOSECONDS, Runnable::run);
    }

    /** A quarter of what the process may have of memory, and 16 MiB at least. */
    public static RecordRoom ofProcess(long minBytesPerSecond) {
        long memory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
        return new RecordRoom(Math.max(MIN_BYTES, memory), PATIENCE, minBytesPerSecond);
    }

    /**
     * The share of a link or a Read, which holds nothing yet.
     *
     * @param whenThere is called when there is room for what it waits for
     * @param whenOverdue is called when it has held room for too long, once
     */
    public Share share(Runnable whenThere, Runnable whenOverdue) {
        return new Share(whenThere, whenOverdue);
    }

    /** How many bytes are held now. */
    public synchronized long held() {
        return held;
    }

    /** How many bytes were held at most. */
    public synchronized long mostHeld() {
        return mostHeld;
    }

    /** How many wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    /** What one holds of the room, or waits for. */
    public final class Share {
        private final Runnable whenThere;
        private final Runnable whenOverdue;
        private long wanted;
        private boolean holds;
        private boolean told;
        private long sinceNanos;

        private Share(Runnable whenThere, Runnable whenOverdue) {
            this.whenThere = whenThere;
            this.whenOverdue = whenOverdue;
        }

        /** Takes room, or goes on waiting for it; returns whether it has it, also if it came since it was asked for. */
        public boolean take(long size) {
            synchronized (RecordRoom.this) {
                if (!holds && wanted == 0) {
                    wanted = size;
                    waiting.add(this);
                    // Behind those who wait already.
                    List<Share> served = serve();
                    served.remove(this);
                    assert served.isEmpty() : "others could have been served before";
                    lookLater();
                }
                // Only now it gets into anybody's way.
                sinceNanos = System.nanoTime();
                told = false;
                return holds;
            }
        }

        /** Gives back what it holds, and waits no more. Without either it does nothing. */
        public void giveBack() {
            List<Share> served;
            synchronized (RecordRoom.this) {
                waiting.remove(this);
                if (holding.remove(this)) {
                    held -= wanted;
                }
                holds = false;
                wanted = 0;
                served = serve();
            }
            served.forEach(share -> share.whenThere.run());
        }

        private boolean isOverdue(long now) {
            // The last one in line waits for so many that hold room, one after the other.
            int rounds = 1 + (waiting.size() - 1) / holding.size();
            long patience = Math.max(patienceNanos / MOST_ROUNDS, patienceNanos / rounds);
            long carried = TimeUnit.SECONDS.toNanos(wanted) / minBytesPerSecond;
            return !told && now - sinceNanos > Math.max(patience, carried);
        }
    }

    private List<Share> serve() {
        List<Share> served = new ArrayList<>();
        while (!waiting.isEmpty() && (held == 0 || held + waiting.peek().wanted <= bytes)) {
            Share next = waiting.remove();
            next.holds = true;
            next.told = false;
            next.sinceNanos = System.nanoTime();
            holding.add(next);
            held += next.wanted;
            mostHeld = Math.max(mostHeld, held);
            served.add(next);
        }
        return served;
    }

    private void lookLater() {
        if (!looksLater && !waiting.isEmpty()) {
            looksLater = true;
            later.execute(this::look);
        }
    }

    private void look() {
        List<Share> last;
        synchronized (this) {
            looksLater = false;
            last = waiting.isEmpty() ? List.of() : overdue();
            lookLater();
        }
        last.forEach(share -> share.whenOverdue.run());
    }

    /** Those who have held room for too long, the longest first, and no more than those who wait need. */
    private List<Share> overdue() {
        long now = System.nanoTime();
        long missing =
                held - bytes + waiting.stream().mapToLong(share -> share.wanted).sum();
        List<Share> overdue = new ArrayList<>();
        for (Share share : holding) {
            if (share.isOverdue(now) && missing > 0) {
                share.told = true;
                overdue.add(share);
            }
            if (share.told) {
                missing -= share.wanted;
            }
        }
        return overdue;
    }
}
