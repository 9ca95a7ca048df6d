package io.remotelog.sdk.appender;

import io.remotelog.sdk.CloseReport;
import io.remotelog.sdk.SendStatus;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells how many events did not reach the master: with the next event, once in 10 s at most, and at the end. Any thread.
 */
final class LossReport {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How often it is looked whether something was lost, when nothing else says so. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanos;
    private final String master;
    private final Consumer<String> told;
    private final AtomicLong nextLook;
    private final AtomicLong failed = new AtomicLong();
    private volatile String lastFailure = "";
    private long lastTold;

    /**
     * Begins with nothing lost.
     *
     * @param nanos a clock such as {@link System#nanoTime}
     */
    LossReport(LongSupplier nanos, String master, Consumer<String> told) {
        this.nanos = nanos;
        this.master = master;
        this.told = told;
        this.nextLook = new AtomicLong(nanos.getAsLong());
    }

    /** Counts an event of which no record could be made. */
    void failed(Throwable failure) {
        failed.incrementAndGet();
        lastFailure = failure.toString();
    }

    /** Tells what was lost, if it is time to. */
    void look(boolean isLost, Supplier<SendStatus> status) {
        long now = nanos.getAsLong();
        long next = nextLook.get();
        if (now - next < 0 || (!isLost && now - next < LOOK_NANOS) || !nextLook.compareAndSet(next, now + LOOK_NANOS)) {
            return;
        }
        SendStatus is = status.get();
        if (tell(is.dropped(), is.notSent(), is.refused(), is.unknown(), "since it began")) {
            nextLook.set(now + PAUSE_NANOS);
        }
    }

    /** Tells what was lost in all. */
    void end(CloseReport report) {
        boolean unused = tell(report.dropped(), report.notSent(), report.refused(), report.unknown(), "in all");
        if (report.spilled() > 0) {
            told.accept(
                    "events in the spill, which the next start sends to master " + master + ": " + report.spilled());
        }
    }

    /** Returns whether something was lost since the last time. */
    private synchronized boolean tell(long dropped, long notSent, long refused, long unknown, String when) {
        long lost = dropped + notSent + refused + unknown + failed.get();
        if (lost == lastTold) {
            return false;
        }
        lastTold = lost;
        StringJoiner parts = new StringJoiner(", ");
        add(parts, dropped, " dropped, as there was no room for them");
        add(parts, notSent, " given up before they were sent");
        add(parts, refused, " refused by the master");
        add(parts, unknown, " sent and not answered");
        add(parts, failed.get(), " not made, the last by " + lastFailure);
        told.accept("events that master " + master + " does not have, " + when + ": " + parts);
        return true;
    }

    private static void add(StringJoiner parts, long count, String what) {
        if (count > 0) {
            parts.add(count + what);
        }
    }
}
