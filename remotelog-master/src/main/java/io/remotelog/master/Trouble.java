package io.remotelog.master;

import io.remotelog.api.DayDamagedException;
import io.remotelog.api.LogClock;
import io.remotelog.api.StoreFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Tells of a trouble that comes up again and again when it begins, when it becomes another one, and when it is over. One
 * thread at a time; any may ask.
 */
final class Trouble {
    /** Not even changes are told more often: a message may have a number in it that is another one each time. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Logger log;
    private final LogClock clock;
    private final String what;
    private String told;
    private long toldAtNanos;
    private long times;
    private volatile Latest latest;

    private record Latest(String reason, long atNanos) {}

    /**
     * Begins without one.
     *
     * @param what what does not work, such as {@code records are refused}
     */
    Trouble(Logger log, LogClock clock, String what) {
        this.log = log;
        this.clock = clock;
        this.what = what;
    }

    /** It happened, for this reason. */
    void happened(IOException reason) {
        times++;
        String text = String.valueOf(reason.getMessage());
        long now = clock.nanoTime();
        latest = new Latest(text, now);
        if (told != null && (text.equals(told) || now - toldAtNanos < PAUSE_NANOS)) {
            log.debug("{}: {}", what, text);
            return;
        }
        told = text;
        toldAtNanos = now;
        if (reason instanceof DayDamagedException || reason instanceof StoreFullException) {
            // They say all there is to say.
            log.error("{}: {}", what, text);
        } else {
            log.error("{}: {}", what, text, reason);
        }
    }

    /** It works. */
    void isOver() {
        if (latest != null) {
            latest = null;
        }
        if (told != null) {
            log.info("over, after {} times: {}: {}", times, what, told);
            told = null;
            times = 0;
        }
    }

    /** The reason of the latest time, if that is not longer ago, and it has not worked since. */
    Optional<String> lately(Duration ago) {
        Latest last = latest;
        return last == null || clock.nanoTime() - last.atNanos > ago.toNanos()
                ? Optional.empty()
                : Optional.of(last.reason);
    }
}
