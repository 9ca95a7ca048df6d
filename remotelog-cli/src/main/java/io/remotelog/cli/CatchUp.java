package io.remotelog.cli;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Waits until a copy holds all records of its original. One thread. */
final class CatchUp {
    private final LogStore original;
    private final LogStore copy;

    CatchUp(LogStore original, LogStore copy) {
        this.original = original;
        this.copy = copy;
    }

    /**
     * Waits, as long as more records keep coming.
     *
     * @param patience how long it may take until one more record comes
     * @throws CommandFailedException if that passed
     */
    void await(Duration patience) throws IOException, CommandFailedException, InterruptedException {
        Semaphore changes = new Semaphore(0);
        // Before the first look: a record in between still wakes.
        Subscription subscription = copy.subscribe(changes::release);
        try {
            for (long missing = missing(); missing > 0; missing = missing()) {
                if (!changes.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new CommandFailedException("the replica lacks " + missing + " records, and none came for "
                            + patience.toSeconds() + " s");
                }
                changes.drainPermits();
            }
        } finally {
            subscription.close();
        }
    }

    private long missing() throws IOException {
        long missing = 0;
        for (LocalDate day : original.days()) {
            missing += count(original, day) - count(copy, day);
        }
        return missing;
    }

    private static long count(LogStore store, LocalDate day) throws IOException {
        Optional<DayLog> log = store.find(day);
        return log.isPresent() ? log.get().count() : 0;
    }
}
