package io.remotelog.master;

import com.google.protobuf.ByteString;
import io.remotelog.api.Days;
import io.remotelog.api.LogRecord;
import io.remotelog.api.Position;
import io.remotelog.protocol.v1.ReadResponse;
import io.remotelog.protocol.v1.Record;
import java.time.LocalDate;

/** Gathers records of a day for a response, up to a bound of bytes. One thread. */
final class ReadBatch {
    /** Enough that the wait between messages costs little. A longer record goes alone. */
    static final int MAX_BYTES = 256 << 10;

    /** What a record takes beside its payload, at most: tags, lengths, id, time and type. */
    private static final int RECORD_OVERHEAD_BYTES = 36;

    /** Date, position and tags of the response. */
    private static final int RESPONSE_OVERHEAD_BYTES = 64;

    private ReadResponse.Builder records = ReadResponse.newBuilder();
    private LocalDate day = LocalDate.MIN;
    private long bytes = RESPONSE_OVERHEAD_BYTES;

    /** What a response is at most, in bytes, that holds a record alone. */
    static long responseBytes(LogRecord record) {
        return RESPONSE_OVERHEAD_BYTES + size(record);
    }

    /** Whether a record is of the same day as the others, and fits; one that is alone does. */
    boolean hasRoomFor(LogRecord record) {
        return isEmpty() || (bytes + size(record) <= MAX_BYTES && record.day().equals(day));
    }

    /** Takes a copy of a record for which it has room. */
    void add(LogRecord record) {
        if (isEmpty()) {
            day = record.day();
            records.setDate(Days.format(day));
        }
        records.addRecords(Record.newBuilder()
                .setId(record.id())
                .setEpochSeconds(record.epochSeconds())
                .setType(record.type())
                .setPayload(ByteString.copyFrom(record.payload())));
        bytes += size(record);
    }

    private static long size(LogRecord record) {
        return (long) record.payload().remaining() + RECORD_OVERHEAD_BYTES;
    }

    boolean isEmpty() {
        return records() == 0;
    }

    /** How many it holds. */
    int records() {
        return records.getRecordsCount();
    }

    /** Gives the response, and begins the next one. */
    ReadResponse take(Position next, boolean caughtUp) {
        ReadResponse response = records.setNextDate(Days.format(next.day()))
                .setNextId(next.id())
                .setCaughtUp(caughtUp)
                .build();
        records = ReadResponse.newBuilder();
        bytes = RESPONSE_OVERHEAD_BYTES;
        return response;
    }
}
