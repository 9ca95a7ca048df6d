package io.remotelog.api;

import java.time.LocalDate;
import java.util.Objects;

/**
 * The ids that a commit gave, in the order of the appends.
 *
 * <p>A store with one writer gives a {@linkplain #run run}. One whose ids are only known on acknowledgement may not.
 */
public interface CommittedIds {

    /** The day of the records. */
    LocalDate day();

    /** How many records were committed; 0 if none waited. */
    int size();

    /**
     * The id of a record.
     *
     * @param appended which of the records, counted from 0 in the order of the appends
     * @throws IndexOutOfBoundsException unless it is below {@link #size()}
     */
    long id(int appended);

    /** Ids that follow each other. */
    static CommittedIds run(LocalDate day, long firstId, int size) {
        return new Run(day, firstId, size);
    }

    /**
     * Ids that follow each other.
     *
     * @param day the day of the records
     * @param firstId the id of the first one
     * @param size how many there are
     */
    record Run(LocalDate day, long firstId, int size) implements CommittedIds {
        /** Checks that neither number is below 0. */
        public Run {
            Objects.requireNonNull(day, "day");
            if (firstId < 0 || size < 0) {
                throw new IllegalArgumentException("first id " + firstId + ", size " + size + ", want 0 or more");
            }
        }

        @Override
        public long id(int appended) {
            return firstId + Objects.checkIndex(appended, size);
        }
    }
}
