package io.remotelog.storage.filelog.deep;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.storage.filelog.deep.Promises.Mark;
import io.remotelog.storage.filelog.deep.Promises.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens a store after a crash, and fails unless it holds a prefix of what was sent, all that was promised, and nothing else,
 * in files that are cut clean. One thread.
 */
final class StoreCheck {
    private static final String DAY_FILES = "index|data[0-9]{6}|crc32c|checkpoint|finish";
    private static final int ENTRY_BYTES = 12;
    private static final int CHECKSUM_BYTES = 4;

    private final Path root;
    private final Sent sent;

    StoreCheck(Path root, Sent sent) {
        this.root = root;
        this.sent = sent;
    }

    /** What ends the use of the store. */
    interface End {
        void run() throws IOException;
    }

    /** Checks, and tells what the store has promised by now: all that recovery let be read. */
    Promises run(Promises promises) {
        return run(promises, null);
    }

    /** As {@link #run(Promises)}, but takes the disk away before the writer is closed. */
    Promises run(Promises promises, End takeAway) {
        try {
            readAsItIs();
            return recover(promises, takeAway);
        } catch (IOException | RuntimeException e) {
            throw new AssertionError("promised was " + promises + ", but: " + e, e);
        }
    }

    /** A reader comes before the writer that mends: it may meet what is torn, but no record that was not sent. */
    private void readAsItIs() throws IOException {
        try (LogStore store = LogStores.open("filelog:" + root)) {
            for (LocalDate day : store.days()) {
                readAsItIs(store.find(day).orElseThrow());
            }
        }
    }

    private void readAsItIs(DayLog day) throws IOException {
        try {
            read(day);
        } catch (CorruptLogException e) {
            // Torn, and told.
            return;
        }
    }

    private Promises recover(Promises promises, End takeAway) throws IOException {
        LogStore store = LogStores.open("filelog:" + root);
        try {
            Promises after = recover(store, promises);
            if (takeAway == null) {
                store.close();
                verify();
            } else {
                takeAway.run();
                closeAnyway(store);
            }
            return after;
        } catch (IOException | RuntimeException | AssertionError e) {
            closeAnyway(store);
            throw e;
        }
    }

    /** The lock of this process must go, whatever the disk says. */
    private static void closeAnyway(LogStore store) {
        try {
            store.close();
        } catch (IOException e) {
            // Expected of a disk that was taken away, and no matter when another failure is on its way.
            return;
        }
    }

    /** What recovery leaves has no fault. */
    private void verify() throws IOException {
        List<String> faults = new ArrayList<>();
        try (LogStore store = LogStores.open("filelog:" + root)) {
            store.verify(fault -> faults.add(fault.toString()));
            for (LocalDate day : store.days()) {
                store.verify(day, fault -> faults.add(fault.toString()));
            }
        }
        if (!faults.isEmpty()) {
            throw new AssertionError("verify finds, after recovery, " + faults);
        }
    }

    private Promises recover(LogStore store, Promises promises) throws IOException {
        Promises after = new Promises();
        // Ends with the store.
        LogWriter writer = store.writer(ZoneOffset.UTC);
        List<LocalDate> days = store.days();
        for (LocalDate day : promises.days()) {
            Promise promise = promises.of(day);
            require(days.contains(day) || promise.mayBeAbsent(), day, "the day is gone", promise);
        }
        for (LocalDate day : days) {
            check(store, writer, day, promises.of(day), after);
        }
        return after;
    }

    private void check(LogStore store, LogWriter writer, LocalDate day, Promise promise, Promises after)
            throws IOException {
        require(promise.last() != Mark.DELETED, day, "the day is back", promise);
        DayLog log = store.find(day).orElseThrow();
        boolean finished = log.isFinished();
        require(finished || promise.last() != Mark.FINISHED, day, "it is not finished", promise);
        require(!finished || promise.end() >= 0, day, "it is finished, and nobody did that", promise);
        if (!finished) {
            writer.open(day);
        }
        long count = read(log);
        require(count >= promise.durable(), day, "there are " + count + " records", promise);
        require(!finished || count == promise.end(), day, "it is finished with " + count + " records", promise);
        requireClean(day, count, finished);
        after.take(Mark.DURABLE.line(day, count));
        if (finished) {
            after.take(Mark.FINISHED.line(day, count));
        }
    }

    private long read(DayLog day) throws IOException {
        long count = 0;
        try (RecordCursor cursor = day.cursor(0)) {
            while (cursor.next()) {
                sent.requireAt(day.day(), cursor);
                count++;
            }
        }
        return count;
    }

    private void requireClean(LocalDate day, long count, boolean finished) throws IOException {
        Path folder = root.resolve(day.format(DateTimeFormatter.BASIC_ISO_DATE));
        long bytes = 0;
        for (long id = 0; id < count; id++) {
            bytes += 10 + sent.record(day, id).payload().remaining();
        }
        requireLength(folder.resolve("index"), count * ENTRY_BYTES, finished);
        requireLength(folder.resolve("data000000"), bytes, finished);
        requireLength(folder.resolve("crc32c"), count * CHECKSUM_BYTES, finished);
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> others = files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.matches(DAY_FILES))
                    .collect(Collectors.toSet());
            if (!others.isEmpty()) {
                throw new AssertionError(folder + " holds " + others);
            }
        }
    }

    private static void requireLength(Path file, long want, boolean exact) throws IOException {
        long length = Files.exists(file) ? Files.size(file) : 0;
        if (length != want) {
            throw new AssertionError(file + " has " + length + " bytes, want " + want + (exact ? " (finished)" : ""));
        }
    }

    private static void require(boolean held, LocalDate day, String what, Promise promise) {
        if (!held) {
            throw new AssertionError(day + ": " + what + ", promised was " + promise);
        }
    }
}
