package io.remotelog.sdk;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Who sends, as the master knows it: numbers batches without gaps, so that what is sent again is not appended again. One thread. */
final class Producer {
    private static final int ID_BYTES = 2 * Long.BYTES;

    private final UUID id;
    private final ByteString idBytes;
    private long nextSequence;

    /** The sequence behind the last record that was acknowledged, or otherwise known to be in the log. */
    private long acknowledgedEnd;

    /** Who goes on with its records, as the master has forgotten it; null if nobody. */
    private Producer successor;

    Producer(UUID id) {
        this.id = id;
        this.idBytes = ByteString.copyFrom(ByteBuffer.allocate(ID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    /** One of an earlier run: what the master had acknowledged is not known. */
    static Producer ofEarlierRun(UUID id) {
        Producer producer = new Producer(id);
        producer.acknowledgedEnd = Long.MAX_VALUE;
        return producer;
    }

    static Producer random() {
        return new Producer(UUID.randomUUID());
    }

    UUID id() {
        return id;
    }

    ByteString idBytes() {
        return idBytes;
    }

    /** Gives out the next sequences. */
    long take(int records) {
        long first = nextSequence;
        nextSequence += records;
        return first;
    }

    void acknowledged(long end) {
        acknowledgedEnd = Math.max(acknowledgedEnd, end);
    }

    void setSuccessor(Producer next) {
        successor = next;
    }

    /** Who goes on with its records: itself, as long as the master knows it. */
    Producer present() {
        Producer present = this;
        while (present.successor != null) {
            present = present.successor;
        }
        return present;
    }

    /** Whether a master that wants this sequence next has forgotten records that it took. */
    boolean isForgottenBy(long wantedSequence) {
        return wantedSequence < acknowledgedEnd;
    }
}
