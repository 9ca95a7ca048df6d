package io.remotelog.master;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The room of all calls together for messages that are not whole yet: gRPC keeps what came of them, and bounds that for a call
 * only. If there is too little, calls are cut off: first those of strangers, then those that take long for a message, the
 * longest first, then those with the most of it. Messages that came whole take no room. Any thread.
 */
final class MessageRoom extends ServerStreamTracer.Factory {
    /** So much of the memory that the process may have at most. */
    private static final int MEMORY_SHARE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What a connection is expected to carry: a message that takes longer so is not late. */
    private static final long MIN_BYTES_PER_SECOND = 1L << 20;

    private final long bytes;
    private final Duration patience;
    private final LongSupplier nanos;
    private final Set<IngestCall> holding = ConcurrentHashMap.newKeySet();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong mostHeld = new AtomicLong();

    MessageRoom(long bytes, Duration patience, LongSupplier nanos) {
        this.bytes = bytes;
        this.patience = patience;
        this.nanos = nanos;
    }

    /** For a port whose messages have so many bytes at most: there is room for the longest one. */
    static MessageRoom of(int maxMessageBytes) {
        long longest = maxMessageBytes + IngestCall.overhead(maxMessageBytes);
        long memory = Runtime.getRuntime().maxMemory() / MEMORY_SHARE;
        return new MessageRoom(Math.max(longest, memory), PATIENCE, System::nanoTime);
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new IngestCall(this, nanos);
    }

    /** How many bytes are held now. */
    long held() {
        return held.get();
    }

    /** How many bytes were held at most. */
    long mostHeld() {
        return mostHeld.get();
    }

    /** So much more came of a message of the call. On the call's thread. */
    void take(IngestCall call, long more) {
        holding.add(call);
        long all = held.addAndGet(more);
        if (all > mostHeld.get()) {
            mostHeld.accumulateAndGet(all, Math::max);
        }
        if (all > bytes) {
            makeRoom();
            if (all > bytes + bytes / 2) {
                // The threads of those who were cut off are busy, but this one is not.
                cutOff(call);
            }
        }
    }

    /** The message of the call is whole, or will not be. On the call's thread. */
    void giveBack(IngestCall call, long all) {
        holding.remove(call);
        held.addAndGet(-all);
    }

    private record Holder(IngestCall call, long held, boolean isStranger, long lateNanos) {}

    private synchronized void makeRoom() {
        long now = nanos.getAsLong();
        List<Holder> holders = holding.stream()
                .filter(call -> !call.isCutOff())
                .map(call -> new Holder(call, call.held(), call.isStrangers(), lateNanos(call, now)))
                .sorted(Comparator.comparing(Holder::isStranger)
                        .thenComparing(Holder::lateNanos)
                        .thenComparing(Holder::held)
                        .reversed())
                .toList();
        long kept = holders.stream().mapToLong(Holder::held).sum();
        if (kept <= bytes) {
            return;
        }
        // A little more than is needed: not each byte that comes next is to look for another one.
        for (Holder holder : holders) {
            if (kept <= bytes - bytes / 8) {
                return;
            }
            kept -= holder.held();
            cutOff(holder.call());
        }
    }

    private long lateNanos(IngestCall call, long now) {
        long due = Math.max(patience.toNanos(), TimeUnit.SECONDS.toNanos(call.held()) / MIN_BYTES_PER_SECOND);
        return Math.max(0, now - call.sinceNanos() - due);
    }

    private void cutOff(IngestCall call) {
        call.cutOffMessage(
                Status.UNAVAILABLE.withDescription(
                        "messages that are not whole take up more than " + bytes
                                + " bytes of the master's memory, all calls together: send this one again, or fewer large ones at a time"));
    }
}
