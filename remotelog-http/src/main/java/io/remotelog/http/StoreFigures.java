package io.remotelog.http;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What a store and its disk tell of themselves. One thread. */
final class StoreFigures {
    /** Before the newest days all is durable, since they are finished. */
    private static final int NEWEST = 2;

    private final LogStore store;
    private final Optional<Path> folder;

    /**
     * Reads nothing yet.
     *
     * @param folder where the store lies, if it lies in a folder
     */
    StoreFigures(LogStore store, Optional<Path> folder) {
        this.store = store;
        this.folder = folder;
    }

    /** How many committed records would not survive a loss of power. */
    long notDurable() throws IOException {
        List<LocalDate> days = store.days();
        long records = 0;
        for (LocalDate date : days.subList(Math.max(0, days.size() - NEWEST), days.size())) {
            Optional<DayLog> day = store.find(date);
            if (day.isPresent()) {
                // First: it never goes beyond the other one.
                long durable = day.get().durable();
                records += day.get().count() - durable;
            }
        }
        return records;
    }

    void addTo(Figures figures) throws IOException {
        figures.gauge("days", "Days that the store has.", store.days().size());
        figures.gauge(
                "gaps",
                "Gaps noted in the store: what this copy of the log will never get.",
                store.gaps().size());
        store.fsyncTimes()
                .ifPresent(times -> figures.histogram(
                        "fsync_seconds",
                        "How long the disk took to make committed records durable: of each commit under fsync=commit, else later.",
                        times));
        if (folder.isPresent() && Files.exists(folder.get())) {
            figures.gauge(
                    "disk_free_bytes",
                    "Bytes that are free for the store on its disk.",
                    Files.getFileStore(folder.get()).getUsableSpace());
        }
    }
}
