package io.remotelog.api;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What was found when a day was opened for appending.
 *
 * @param day the day
 * @param count how many records it holds now
 * @param dropped what was cut off, empty after an orderly end
 * @param rebuilt what was made anew from what else is there, a sentence each
 */
public record RecoveryReport(LocalDate day, long count, List<Dropped> dropped, List<String> rebuilt) {

    /** Copies the lists. */
    public RecoveryReport {
        Objects.requireNonNull(day, "day");
        dropped = List.copyOf(dropped);
        rebuilt = List.copyOf(rebuilt);
    }

    /** A report of nothing rebuilt. */
    public RecoveryReport(LocalDate day, long count, List<Dropped> dropped) {
        this(day, count, dropped, List.of());
    }

    /** Whether nothing was cut off. */
    public boolean isClean() {
        return dropped.isEmpty();
    }

    /** What was cut off and made anew, a line each that begins with the day; empty after an orderly end. */
    public List<String> findings() {
        return Stream.concat(dropped.stream().map(Dropped::toString), rebuilt.stream())
                .map(finding -> "day " + day + ": " + finding)
                .toList();
    }

    /**
     * Bytes that were cut off because they were not whole records.
     *
     * @param file the name of the file
     * @param fromId the id of the first record affected
     * @param toId the id after the last record affected; equal to {@code fromId} if the bytes were no indexed record
     * @param bytes how many bytes were cut
     * @param reason why
     */
    public record Dropped(String file, long fromId, long toId, long bytes, String reason) {
        @Override
        public String toString() {
            return file + ": " + bytes + " bytes cut (ids " + fromId + " to " + toId + "): " + reason;
        }
    }
}
