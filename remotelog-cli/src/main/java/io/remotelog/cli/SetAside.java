package io.remotelog.cli;

import io.remotelog.api.Lineage;
import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folders that the resets of a replica kept: {@code PATH.diverged-1} and so on, the newest with the highest number.
 *
 * @param folder the replica's own
 */
record SetAside(Path folder) {
    private static final int MAX_KEPT = 1_000;

    /**
     * Moves the replica's folder to them.
     *
     * @return where it is now
     */
    Path keep() throws IOException {
        int newest = newest();
        if (newest == MAX_KEPT) {
            throw new IOException(
                    numbered(newest) + " is there, and is the last that can be: remove or rename those kept");
        }
        return Files.move(folder, numbered(newest + 1));
    }

    /**
     * How many days before today the newest of them begins, or 0. One without days was reset before anything was copied:
     * the one before it counts.
     *
     * @param zone whose date today is; empty: the kept log's
     */
    int historyDays(Optional<ZoneId> zone) throws IOException {
        for (int i = newest(); i > 0; i--) {
            try (LogStore store = LogStores.open(
                    new StoreLocation(StoreLocation.DEFAULT_SCHEME, numbered(i).toString(), Map.of()))) {
                List<LocalDate> days = store.days();
                if (!days.isEmpty()) {
                    Optional<ZoneId> own = store.lineage().map(Lineage::zone);
                    LocalDate today = LogClock.system(zone.or(() -> own).orElseGet(ZoneId::systemDefault))
                            .today();
                    return Math.toIntExact(Math.max(0, ChronoUnit.DAYS.between(days.get(0), today)));
                }
            }
        }
        return 0;
    }

    private int newest() {
        int number = MAX_KEPT;
        while (number > 0 && !Files.exists(numbered(number))) {
            number--;
        }
        return number;
    }

    private Path numbered(int number) {
        return folder.resolveSibling(folder.getFileName() + ".diverged-" + number);
    }
}
