package io.remotelog.bench;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The file of a Kafka log's segment ({@code FileRecords}), and batches for it: of version 2, uncompressed, without keys. What a
 * broker does around it (checking what a producer sent, its sparse indexes) is left out, in Kafka's favour.
 */
@State(Scope.Thread)
public class KafkaFile {
    /** A broker's {@code log.segment.bytes}. */
    private static final int SEGMENT_BYTES = 1 << 30;

    private static final int BATCH_HEADER_BYTES = 1_024;
    private static final int MOST_RECORD_OVERHEAD_BYTES = 32;

    private BenchFolder folder;
    private int segments;
    private FileRecords file;
    private ByteBuffer payload;
    private ByteBuffer building;
    private MemoryRecords prebuilt;
    private long nextOffset;

    /** Opens it. */
    @Setup(Level.Iteration)
    public void begin(Payload given) throws IOException {
        payload = given.buffer();
        building = batchBuffer(given.payloadBytes);
        prebuilt = build(batchBuffer(given.payloadBytes));
        folder = new BenchFolder();
        roll();
    }

    /** Removes it. */
    @TearDown(Level.Iteration)
    public void end() throws IOException {
        abandon();
        segments = 0;
        folder.close();
    }

    private void roll() throws IOException {
        abandon();
        file = open(folder.path().resolve("segment" + segments++).toFile());
    }

    /** Its own close() would fsync first. */
    private void abandon() throws IOException {
        if (file != null) {
            file.channel().close();
            file = null;
        }
    }

    /** A batch of as many records as a commit has, in memory that the next one takes again. */
    MemoryRecords build() {
        building.clear();
        return build(building);
    }

    private MemoryRecords build(ByteBuffer into) {
        MemoryRecordsBuilder builder = builder(into, nextOffset);
        for (int i = 0; i < Sizes.RECORDS_A_COMMIT; i++) {
            builder.append(1_770_000_000_000L, null, payload);
        }
        nextOffset += Sizes.RECORDS_A_COMMIT;
        return builder.build();
    }

    MemoryRecords prebuilt() {
        return prebuilt;
    }

    int append(MemoryRecords batch) throws IOException {
        if (file.sizeInBytes() > SEGMENT_BYTES - batch.sizeInBytes()) {
            roll();
        }
        return file.append(batch);
    }

    static FileRecords open(File path) throws IOException {
        return FileRecords.open(path, false, 0, false);
    }

    static ByteBuffer batchBuffer(int payloadBytes) {
        return ByteBuffer.allocate(
                BATCH_HEADER_BYTES + Sizes.RECORDS_A_COMMIT * (MOST_RECORD_OVERHEAD_BYTES + payloadBytes));
    }

    static MemoryRecordsBuilder builder(ByteBuffer into, long firstOffset) {
        return MemoryRecords.builder(into, Compression.NONE, TimestampType.CREATE_TIME, firstOffset);
    }
}
