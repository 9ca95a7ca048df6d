package io.remotelog.sdk;

import io.remotelog.api.Days;
import io.remotelog.api.Position;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.Record;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The records of the last response that are not given yet, and where to go on after those that are. One thread. */
final class ReceivedRecords {
    private List<Record> records = List.of();
    private int at;
    private LocalDate day;
    private Position afterRecords;

    /** Empty: nothing came yet. */
    private Optional<Position> position = Optional.empty();

    /**
     * Takes a response, when those before are given.
     *
     * @throws IllegalArgumentException if it is none that a master sends
     */
    void take(ReadResponse response) {
        Position next = new Position(Days.parse(response.getNextDate()), response.getNextId());
        if (response.getRecordsCount() == 0) {
            position = Optional.of(next);
        } else {
            day = Days.parse(response.getDate());
            if (position.isEmpty()) {
                position = Optional.of(new Position(day, response.getRecords(0).getId()));
            }
        }
        records = response.getRecordsList();
        at = 0;
        afterRecords = next;
    }

    boolean hasNext() {
        return at < records.size();
    }

    Record next() {
        Record record = records.get(at++);
        position = Optional.of(hasNext() ? new Position(day, record.getId() + 1) : afterRecords);
        return record;
    }

    /** The day of the record that was given last. */
    LocalDate day() {
        return day;
    }

    Optional<Position> position() {
        return position;
    }
}
