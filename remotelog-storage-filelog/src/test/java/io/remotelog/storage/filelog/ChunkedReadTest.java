package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading across the chunks of a mapping, which are as small here as the machine allows. */
class ChunkedReadTest {
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int OVERLAP_BYTES = 4 << 10;
    private static final int RECORDS = 40_000;

    @TempDir
    Path root;

    @Test
    void recordsEntriesAndChecksumsLieAcrossTheEndOfAChunk() throws IOException {
        DayFiles.of(root, RECORDS, Sample::numbered);
        requireRead(IntStream.range(0, RECORDS).mapToObj(Sample::numbered).toList());
    }

    @Test
    void recordsLieAcrossTheEndOfAChunkWhetherTheyFitItsOverlapOrNot() throws IOException {
        // The first one across the end fits the overlap, the second one does not, the third is larger than a chunk.
        int[] lengths = {CHUNK_BYTES - 2_000, 4_000, CHUNK_BYTES - 6_000, 9_000, CHUNK_BYTES + 2 * OVERLAP_BYTES, 17};
        List<Sample> samples = IntStream.range(0, lengths.length)
                .mapToObj(i -> sample(i, lengths[i]))
                .toList();
        DayFiles.of(root, lengths.length, samples::get);
        requireRead(samples);
    }

    private void requireRead(List<Sample> samples) throws IOException {
        try (LogStore store = new FileLogStore(smallChunks(), root, FsyncPolicy.NEVER, Sizes.DEFAULT, () -> {
            throw new IllegalStateException("a reader needs no helper");
        })) {
            DayLog day = store.find(DayFiles.DAY).orElseThrow();
            try (RecordCursor verified = day.cursor(0);
                    RecordCursor unverified = day.unverifiedCursor(0)) {
                for (RecordCursor cursor : List.of(verified, unverified)) {
                    assertThat(Sample.rest(cursor)).isEqualTo(samples);
                    for (int id = samples.size() - 1; id >= 0; id -= Math.max(1, samples.size() / 5_000)) {
                        cursor.seek(id);
                        assertThat(cursor.next()).isTrue();
                        assertThat(Sample.at(cursor)).isEqualTo(samples.get(id));
                    }
                }
            }
        }
    }

    private static Sample sample(int seed, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + seed);
        }
        return new Sample(seed, (short) seed, ByteBuffer.wrap(bytes));
    }

    /** The machine's disk in all but the size of the chunks. */
    private static Disk smallChunks() {
        SystemDisk disk = new SystemDisk();
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (p, method, given) -> {
                    if (method.getName().equals("map")) {
                        return new SystemMapping((Path) given[0], CHUNK_BYTES, OVERLAP_BYTES);
                    }
                    try {
                        return method.invoke(disk, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
