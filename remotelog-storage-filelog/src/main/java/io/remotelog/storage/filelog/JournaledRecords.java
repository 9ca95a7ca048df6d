package io.remotelog.storage.filelog;

import java.io.IOException;
import java.util.Optional;

/**
 * The records of a day that a crash left in the journal: whatever has become of them in the day's files, the next opening by
 * a writer puts them there.
 *
 * @param fromId the first one
 * @param toId the id after the last one; equal to {@code fromId} if there are none
 */
record JournaledRecords(long fromId, long toId) {

    static final JournaledRecords NONE = new JournaledRecords(0, 0);

    /** Reads the journal of the store that a day is in; none while there is a writer. */
    static JournaledRecords of(DayFolder folder, Optional<Checkpoint> checkpoint) throws IOException {
        if (checkpoint.isEmpty() || folder.isFinished() || folder.disk().isLocked(folder.root())) {
            return NONE;
        }
        long[] range = {Long.MAX_VALUE, 0};
        Journal.replay(folder.disk(), folder.root(), block -> {
            // As in the replay: what is on the disk is not written again.
            if (block.day().equals(folder.day())
                    && block.endId() > checkpoint.get().durable()) {
                range[0] = Math.min(range[0], block.firstId());
                range[1] = Math.max(range[1], block.endId());
            }
        });
        return new JournaledRecords(Math.min(range[0], range[1]), range[1]);
    }

    boolean holds(long id) {
        return id >= fromId && id < toId;
    }
}
