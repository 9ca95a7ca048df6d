package io.remotelog.api;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.LocalDate;

/** Verifies a day of any store by reading it: each record that a cursor goes to is one that its store has checked. */
final class CursorVerification {
    private final DayLog day;
    private final VerifyListener listener;
    private long bytes;
    private long faults;

    private CursorVerification(DayLog day, VerifyListener listener) {
        this.day = day;
        this.listener = listener;
    }

    static VerifyReport run(LogStore store, LocalDate day, VerifyListener listener) throws IOException {
        DayLog log = store.find(day)
                .orElseThrow(() ->
                        new NoSuchFileException(Days.format(day), null, "there is no day " + day + " in the store"));
        return new CursorVerification(log, listener).run();
    }

    private VerifyReport run() throws IOException {
        listener.begin(day.day(), -1);
        // What is appended from now on is not looked at.
        long count = day.count();
        try (RecordCursor cursor = day.cursor(0)) {
            for (long id = 0; id < count; id++) {
                look(cursor, id);
            }
        }
        return new VerifyReport(count, bytes, faults, 0);
    }

    private void look(RecordCursor cursor, long id) throws IOException {
        try {
            if (!cursor.next()) {
                fault(id, "no record", "one, as the day's count says");
            } else if (cursor.id() != id) {
                fault(id, "id " + cursor.id(), "ids that follow each other");
            } else {
                long payload = cursor.payload().remaining();
                bytes += payload;
                listener.progress(payload);
                return;
            }
        } catch (CorruptLogException e) {
            fault(id, "'" + e.getMessage() + "'", "what was appended");
        }
        cursor.seek(id + 1);
    }

    private void fault(long id, String got, String want) {
        faults++;
        listener.fault(new Fault(day.day(), id, "record", got, want));
    }
}
