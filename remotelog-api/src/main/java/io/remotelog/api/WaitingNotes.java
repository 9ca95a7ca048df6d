package io.remotelog.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The notes that {@link LogWriter#note} made of records that wait for a commit, checked against what is remembered: for stores.
 * One thread.
 */
public final class WaitingNotes {
    private final ProducerTable table;
    private final List<WaitingNote> notes = new ArrayList<>();

    /** Where those producers go on that have notes here. */
    private final Map<UUID, Long> next = new HashMap<>();

    /** The number of waiting records up to which notes were made. */
    private int noted;

    /**
     * Records that wait.
     *
     * @param producer who sent them
     * @param sequence the place of the first one among all that the producer sent
     * @param first how many other records wait before them
     * @param records how many there are
     * @param epochSeconds the time of the last one
     */
    public record WaitingNote(UUID producer, long sequence, int first, int records, long epochSeconds) {
        /** The run that they are once they are committed. */
        public ProducedRun at(Position begin) {
            return new ProducedRun(producer, sequence, new Position(begin.day(), begin.id() + first), records);
        }
    }

    /** Begins without notes. */
    public WaitingNotes(ProducerTable table) {
        this.table = table;
    }

    /**
     * Adds a note of the last records.
     *
     * @param waiting how many records wait for the commit
     * @param epochSeconds the time of the last one
     * @throws IllegalArgumentException as {@link LogWriter#note} says
     */
    public void add(UUID producer, long sequence, int records, int waiting, long epochSeconds) {
        if (sequence < 0 || sequence + records < 0 || records < 1 || records > waiting - noted) {
            throw new IllegalArgumentException("sequence " + sequence + " and " + records
                    + " records, want 0 or more, and 1 to " + (waiting - noted) + ", as many as wait without a note");
        }
        OptionalLong want =
                next.containsKey(producer) ? OptionalLong.of(next.get(producer)) : table.nextSequence(producer);
        if (want.isPresent() && want.getAsLong() != sequence) {
            throw new IllegalArgumentException(
                    "records of producer " + producer + " from " + sequence + ", want " + want.getAsLong());
        }
        notes.add(new WaitingNote(producer, sequence, waiting - records, records, epochSeconds));
        next.put(producer, sequence + records);
        noted = waiting;
    }

    /** The notes, in the order of the records. */
    public List<WaitingNote> all() {
        return List.copyOf(notes);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return notes.isEmpty();
    }

    /**
     * The records were committed: the table takes the notes in, and none is left.
     *
     * @param begin where the first of all that waited is
     */
    public void committed(Position begin) {
        notes.forEach(note -> table.add(note.at(begin), note.epochSeconds()));
        clear();
    }

    /** The records do not wait any more. */
    public void clear() {
        notes.clear();
        next.clear();
        noted = 0;
    }
}
