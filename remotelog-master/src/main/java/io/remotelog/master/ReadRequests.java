package io.remotelog.master;

import io.remotelog.api.Days;
import io.remotelog.api.ReadRange;
import io.remotelog.protocol.v1.IfAbsent;
import io.remotelog.protocol.v1.ReadRequest;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

/** Says in the terms of the store which records a request wants. */
final class ReadRequests {
    private ReadRequests() {}

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if it cannot be meant; the message names the field, what was got and what is wanted
     */
    static ReadRange range(ReadRequest request) {
        return new ReadRange(
                day("first_date", request.getFirstDate()),
                number("from_id", request.getFromId()),
                ifAbsent(request),
                day("last_date", request.getLastDate()),
                request.hasType() ? OptionalInt.of(request.getType()) : OptionalInt.empty(),
                request.getLimit() == 0 ? Long.MAX_VALUE : number("limit", request.getLimit()),
                request.getFollow());
    }

    private static ReadRange.IfAbsent ifAbsent(ReadRequest request) {
        IfAbsent asked = request.getIfAbsent();
        return switch (asked) {
            case NEXT_DAY -> ReadRange.IfAbsent.NEXT_DAY;
            case NEXT_DAY_SAME_ID -> ReadRange.IfAbsent.NEXT_DAY_SAME_ID;
            case FAIL -> ReadRange.IfAbsent.FAIL;
            case UNRECOGNIZED ->
                throw new IllegalArgumentException("if_absent " + request.getIfAbsentValue() + ", want 0, 1 or 2");
        };
    }

    private static Optional<LocalDate> day(String field, String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Days.parse(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(field + ": " + e.getMessage(), e);
        }
    }

    private static long number(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " " + value + ", want 0 or more");
        }
        return value;
    }
}
