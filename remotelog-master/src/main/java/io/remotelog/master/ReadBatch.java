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

    /** Takes a copy of a record; returns false, and takes nothing, if it is of another day or does not fit. */
    boolean add(LogRecord record) {
        long size = (long) record.payload().remaining() + RECORD_OVERHEAD_BYTES;
        if (isEmpty()) {
            day = record.day();
            records.setDate(Days.format(day));
        } else if (bytes + size > MAX_BYTES || !record.day().equals(day)) {
            return false;
        }
        records.addRecords(Record.newBuilder()
                .setId(record.id())
                .setEpochSeconds(record.epochSeconds())
                .setType(record.type())
                .setPayload(ByteString.copyFrom(record.payload())));
        bytes += size;
        return true;
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
