package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The sender's own journal of what was acknowledged, against which a log is held. */
final class Acknowledged {
    private final SortedMap<Position, SentRecord> records = new TreeMap<>();
    private SentRecord last;

    /** Notes one, in the order of sending: so the positions must rise. */
    void add(Position at, SentRecord record) {
        if (!records.isEmpty()) {
            assertThat(at).as("position of %s, sent after %s", record, last).isGreaterThan(records.lastKey());
        }
        last = record;
        records.put(at, record);
    }

    int count() {
        return records.size();
    }

    /** Requires that a log has all of them where they were said to be, and besides only records that were sent, once each. */
    void requireIn(Path folder) throws IOException {
        Set<SentRecord> seen = new HashSet<>();
        Map<Position, SentRecord> due = new TreeMap<>(records);
        try (LogStore store = LogStores.open("filelog:" + folder)) {
            for (LocalDate day : store.days()) {
                DayLog log = store.find(day).orElseThrow();
                try (RecordCursor cursor = log.cursor(0)) {
                    while (cursor.next()) {
                        Position at = new Position(day, cursor.id());
                        SentRecord record = recordAt(at, cursor);
                        assertThat(seen.add(record))
                                .as("%s at %s is there once", record, at)
                                .isTrue();
                        SentRecord acked = due.remove(at);
                        assertThat(acked == null || acked.equals(record))
                                .as("at %s is %s, acknowledged was %s", at, record, acked)
                                .isTrue();
                    }
                }
            }
        }
        assertThat(due.size()).as("acknowledged and not there: %s", due).isZero();
    }

    private static SentRecord recordAt(Position at, RecordCursor cursor) {
        byte[] payload = new byte[cursor.payload().remaining()];
        cursor.payload().get(payload);
        SentRecord record =
                SentRecord.of(payload).orElseThrow(() -> new AssertionError("what is at " + at + " was never sent"));
        assertThat(payload).as("%s at %s", record, at).isEqualTo(record.payload());
        return record;
    }
}
