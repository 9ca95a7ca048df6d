package io.remotelog.api;

import java.util.Objects;
import java.util.UUID;

/**
 * Records that a producer sent one after the other, and that are one after the other in the log.
 *
 * @param producer who sent them
 * @param sequence the place of the first one among all that the producer sent, from 0
 * @param first where the first one is
 * @param records how many there are, 1 or more
 */
public record ProducedRun(UUID producer, long sequence, Position first, int records) {
    /** Checks the ranges. */
    public ProducedRun {
        Objects.requireNonNull(producer, "producer");
        Objects.requireNonNull(first, "first");
        if (sequence < 0 || records < 1 || sequence + records < 0) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " and " + records + " records, want 0 or more, and 1 or more");
        }
    }

    /** The sequence of the record that comes after these. */
    public long nextSequence() {
        return sequence + records;
    }

    /** Whether another run goes on where this one ends, in the producer's numbering and in the log. */
    boolean goesOnWith(ProducedRun next) {
        return next.producer.equals(producer)
                && next.sequence == nextSequence()
                && next.first.day().equals(first.day())
                && next.first.id() == first.id() + records
                && records + next.records > 0;
    }

    ProducedRun with(ProducedRun next) {
        return new ProducedRun(producer, sequence, first, records + next.records);
    }

    /** Those of its records that are within a range of sequences, which it has to have some of. */
    ProducedRun within(long from, long to) {
        long begin = Math.max(from, sequence);
        long end = Math.min(to, nextSequence());
        Position at = new Position(first.day(), first.id() + (begin - sequence));
        return new ProducedRun(producer, begin, at, (int) (end - begin));
    }
}
