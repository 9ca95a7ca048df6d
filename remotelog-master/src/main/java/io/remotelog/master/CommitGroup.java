package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Position;
import io.remotelog.api.ProducedRun;
import io.remotelog.api.ProducerTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is committed together, and what is known of producers meanwhile. The appender's. */
final class CommitGroup {
    private final LogWriter writer;
    private final int epochSeconds;

    /** Where producers go on that have records in this group. */
    private final Map<UUID, Long> nextSequences = new HashMap<>();

    private int records;
    private long bytes;
    private CommittedIds ids;

    /** Of records with this time, in the writer's open day. */
    CommitGroup(LogWriter writer, int epochSeconds) {
        this.writer = writer;
        this.epochSeconds = epochSeconds;
    }

    /** Appends a record, and says which one of the group it is. */
    int append(short type, ByteBuffer payload) throws IOException {
        writer.append(epochSeconds, type, payload);
        bytes += payload.remaining();
        return records++;
    }

    /** The sequence that a producer goes on at: 0 if it is not known. */
    long nextSequence(UUID producer) {
        Long next = nextSequences.get(producer);
        return next != null ? next : table().nextSequence(producer).orElse(0);
    }

    /** The last of the records are a producer's. */
    void note(UUID producer, long sequence, int produced) throws IOException {
        writer.note(producer, sequence, produced);
        nextSequences.put(producer, sequence + produced);
    }

    void commit() throws IOException {
        ids = writer.commit();
    }

    /** Where a producer's records are, as far as it is known. After the commit. */
    List<ProducedRun> find(UUID producer, long from, long to) {
        return table().find(producer, from, to);
    }

    private ProducerTable table() {
        return writer.producers().orElseThrow(() -> new IllegalStateException("the store remembers no producers"));
    }

    /** The ids of the records, in the order of the appends. After the commit. */
    CommittedIds ids() {
        return ids;
    }

    /** Where the last record is, if there is one. After the commit. */
    Position last() {
        return new Position(ids.day(), ids.id(records - 1));
    }

    int records() {
        return records;
    }

    /** Of payloads. */
    long bytes() {
        return bytes;
    }
}
