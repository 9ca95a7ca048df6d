package io.remotelog.protocol.link;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/** What a log holds from a position on: how many records, how many bytes, and for how long already. */
record Lag(long records, long bytes, Duration time) {
    static final Lag NONE = new Lag(0, 0, Duration.ZERO);

    static Lag since(LogStore store, Position acked, Instant now) throws IOException {
        long records = 0;
        long bytes = 0;
        Duration time = Duration.ZERO;
        for (LocalDate day : store.days()) {
            Optional<DayLog> log = day.isBefore(acked.day()) ? Optional.empty() : store.find(day);
            if (log.isEmpty()) {
                continue;
            }
            long from = day.equals(acked.day()) ? acked.id() : 0;
            long behind = log.get().durable() - from;
            if (behind <= 0) {
                continue;
            }
            if (records == 0) {
                time = age(log.get(), from, now);
            }
            records += behind;
            long more = log.get().bytes(from);
            bytes = bytes < 0 || more < 0 ? -1 : bytes + more;
        }
        return new Lag(records, bytes, time);
    }

    private static Duration age(DayLog log, long id, Instant now) throws IOException {
        try (RecordCursor cursor = log.unverifiedCursor(id)) {
            if (!cursor.next()) {
                return Duration.ZERO;
            }
            Duration age = Duration.between(Instant.ofEpochSecond(cursor.epochSeconds()), now);
            return age.isNegative() ? Duration.ZERO : age;
        }
    }
}
