package io.remotelog.storage.filelog.deep;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a store in which something was changed, verifies it, and opens it for append. Fails if a record comes that was not
 * appended, or if one is missing and nothing told so. One thread.
 */
final class DamageCheck {
    private final Opener opener;
    private final Path root;
    private final SmallStore pristine;
    private final Sent sent = new Sent(SmallStore.SEED, SmallStore.MAX_PAYLOAD);

    /** What told of the damage. */
    private final List<String> told = new ArrayList<>();

    /** Opens the store in a folder. */
    interface Opener {
        LogStore open(Path root) throws IOException;
    }

    /** Reads the records of a day. */
    interface Cursors {
        RecordCursor open(DayLog day, long fromId) throws IOException;
    }

    DamageCheck(Opener opener, Path root, SmallStore pristine) {
        this.opener = opener;
        this.root = root;
        this.pristine = pristine;
    }

    /** Checks, and tells what noticed the damage; that may be nothing, if it did no harm. */
    List<String> run(Cursors cursors) throws IOException {
        // What is missing at first may come back: a writer that was killed has it in the journal.
        read("reader", cursors);
        boolean missing = append();
        missing |= read("reader after the writer", cursors);
        if (missing && told.isEmpty()) {
            throw new AssertionError("acknowledged records are missing, and nothing told so");
        }
        return told;
    }

    /** Reads and verifies; tells whether records are missing. */
    private boolean read(String who, Cursors cursors) throws IOException {
        boolean missing = false;
        try (LogStore store = opener.open(root)) {
            for (LocalDate day : pristine.counts().keySet()) {
                missing |= read(who, store, day, cursors);
                verify(store, day);
            }
        }
        return missing;
    }

    private boolean read(String who, LogStore store, LocalDate day, Cursors cursors) {
        int count = 0;
        try (RecordCursor cursor = cursors.open(store.find(day).orElseThrow(), 0)) {
            while (cursor.next()) {
                sent.requireAt(day, cursor);
                count++;
            }
        } catch (IOException e) {
            told.add(who + ": " + e);
        }
        return count < pristine.counts().get(day);
    }

    private void verify(LogStore store, LocalDate day) throws IOException {
        try {
            if (!store.verify(day, fault -> {}).isClean()) {
                told.add("verify");
            }
        } catch (IOException e) {
            told.add("verify: " + e);
        }
    }

    private boolean append() throws IOException {
        boolean missing = false;
        try (LogStore store = opener.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            for (LocalDate day : pristine.counts().keySet()) {
                if (!store.find(day).orElseThrow().isFinished()) {
                    missing |= append(store, writer, day);
                }
            }
        } catch (IOException e) {
            told.add("writer: " + e);
        }
        return missing;
    }

    private boolean append(LogStore store, LogWriter writer, LocalDate day) throws IOException {
        RecoveryReport report = writer.open(day);
        report.dropped().forEach(dropped -> told.add("dropped: " + dropped));
        report.rebuilt().forEach(rebuilt -> told.add("rebuilt: " + rebuilt));
        long count = report.count();
        writer.producers()
                .flatMap(table ->
                        table.nextSequence(SmallStore.PRODUCER).stream().boxed().findFirst())
                .filter(next -> next > pristine.noted())
                .ifPresent(next -> {
                    throw new AssertionError("producer at " + next + ", want " + pristine.noted() + " or less");
                });
        sent.record(day, count).appendTo(writer);
        long id = writer.commit().id(0);
        if (id != count || store.find(day).orElseThrow().count() != count + 1) {
            throw new AssertionError(day + ": opened with " + count + " records, the next one became " + id);
        }
        return count < pristine.counts().get(day);
    }
}
