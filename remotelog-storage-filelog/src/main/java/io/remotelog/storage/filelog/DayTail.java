package io.remotelog.storage.filelog;

import java.util.Optional;

/** Where records end, as a walk over a day sees it: the last one, and the one that the checkpoint ends with. One thread. */
final class DayTail {
    private final long checkpointed;
    private Optional<DayEnd> atCheckpoint = Optional.empty();
    private boolean known = true;
    private long count;
    private int fileNumber;
    private long offset;

    DayTail(Optional<Checkpoint> checkpoint) {
        checkpointed = checkpoint.map(found -> found.end().count()).orElse(0L);
        noteCheckpoint();
    }

    /** Takes in the record that a walk is at. */
    void after(RecordWalk walk) {
        known = walk.isSound();
        if (known) {
            count = walk.id() + 1;
            fileNumber = walk.fileNumber();
            offset = walk.end();
            noteCheckpoint();
        }
    }

    /** Whether the last record is one whose end can be believed. */
    boolean isKnown() {
        return known;
    }

    /** The end of the last record that can be believed. */
    DayEnd end() {
        return new DayEnd(count, fileNumber, offset);
    }

    /** Where the last record ends that the checkpoint counts; empty if that is not there, or broken. */
    Optional<DayEnd> atCheckpoint() {
        return atCheckpoint;
    }

    private void noteCheckpoint() {
        if (count == checkpointed) {
            atCheckpoint = Optional.of(end());
        }
    }
}
