package io.remotelog.api;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What the parts of the contract suite share: the store, sample days, and bounded waits. */
interface StoreUnderTest {
    LocalDate DAY = LocalDate.of(2026, 2, 27);
    LocalDate NEXT_DAY = LocalDate.of(2026, 2, 28);
    ZoneId ZONE = ZoneOffset.UTC;

    /** Bounds every wait; a test that meets its condition never waits for it. */
    long MAX_WAIT_SECONDS = 20;

    /**
     * Opens the log of the running test: the same one at each call, without days at the first one of a test. A test
     * may have several open, and closes each.
     */
    LogStore openStore() throws IOException;

    /** A store that holds the first numbered samples of {@link #DAY}, with its writer closed again. */
    default LogStore storeWith(int records) throws IOException {
        LogStore store = openStore();
        try (LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            appendNumbered(writer, 0, records);
        }
        return store;
    }

    /** Appends samples, without a commit. */
    static void appendNumbered(LogWriter writer, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Sample.numbered(i).appendTo(writer);
        }
    }

    /** The samples of these numbers. */
    static List<Sample> numbered(int from, int to) {
        List<Sample> samples = new ArrayList<>();
        for (int i = from; i < to; i++) {
            samples.add(Sample.numbered(i));
        }
        return samples;
    }

    /** Whether a wake-up came within the bound; takes those that came with it, too. */
    static boolean woken(Semaphore wakeUps) throws InterruptedException {
        boolean came = wakeUps.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
        wakeUps.drainPermits();
        return came;
    }
}
