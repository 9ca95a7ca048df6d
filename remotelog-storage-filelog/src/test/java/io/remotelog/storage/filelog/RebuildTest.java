package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index that is made from data and checksums, and checksums that are made from index and data. */
class RebuildTest {
    private static final int RECORDS = 40;

    @TempDir
    Path root;

    private DayFiles files;

    @BeforeEach
    void write() throws IOException {
        files = DayFiles.of(root, RECORDS, Sample::numbered);
    }

    @Test
    void checksumsOfAnyRangeAreMade() throws IOException {
        for (int from = 0; from <= RECORDS; from += 13) {
            for (int to = from; to <= RECORDS; to += 9) {
                files.cut("crc32c", 4 * from);
                rebuildChecksums(from, to);
                assertThat(files.get("crc32c")).isEqualTo(Arrays.copyOf(files.checksums(), 4 * to));
                files.writeAll();
            }
        }
    }

    @Test
    void checksumsEndBeforeARecordThatIsBroken() throws IOException {
        files.delete("crc32c");
        files.patch("data000000", files.offset(7), (byte) 0);
        assertThatThrownBy(() -> rebuildChecksums(0, RECORDS))
                .isInstanceOf(CorruptLogException.class)
                .hasMessage("2026-11-25 id 7: magic in data000000 at " + files.offset(7) + ", got 0086, want 4B86");
        assertThat(files.get("crc32c")).isEqualTo(Arrays.copyOf(files.checksums(), 28));
    }

    @Test
    void checksumsEndBeforeARecordThatIsNotThere() throws IOException {
        files.delete("crc32c");
        files.cut("index", 12 * 5);
        assertThatThrownBy(() -> rebuildChecksums(0, RECORDS))
                .isInstanceOf(CorruptLogException.class)
                .hasMessage("2026-11-25 id 5: index, got 5 entries, want 40");
        assertThat(files.get("crc32c")).isEqualTo(Arrays.copyOf(files.checksums(), 20));
    }

    @Test
    void anIndexOfAnyRangeIsMadeWithItsTypes() throws IOException {
        for (int from = 0; from <= RECORDS; from += 13) {
            for (int to = from; to <= RECORDS; to += 9) {
                files.cut("index", 12 * from);
                assertThat(rebuildIndex(from, to)).isEqualTo(to == 0 ? DayEnd.EMPTY : files.end(to));
                assertThat(files.get("index")).isEqualTo(Arrays.copyOf(files.index(), 12 * to));
                files.writeAll();
            }
        }
    }

    @Test
    void anIndexEndsBeforeARecordThatIsBroken() throws IOException {
        int at = files.offset(7);
        refused(() -> files.flip("data000000", at, 0), "magic in data000000 at " + at + ", got 4A86, want 4B86");
        refused(() -> files.patch("data000000", at + 6, (byte) 0x80), "length in data000000 at " + at + ", got -");
        refused(
                () -> files.patch("data000000", at + 6, (byte) 0x70),
                "length of data000000, got " + files.data().length + ", want at least");
        refused(() -> files.cut("data000000", at + 3), "length of data000000, got " + (at + 3) + ", want more than");
        refused(() -> files.cut("data000000", at + 12), "length of data000000, got " + (at + 12) + ", want at least");
        refused(() -> files.cut("crc32c", 31), "crc32c, got no checksum of the record");
        refused(() -> files.flip("data000000", at + 3, 5), "checksum of the record in data000000 at " + at);
        refused(() -> files.flip("data000000", at + 13, 5), "checksum of the record in data000000 at " + at);
    }

    @Test
    void anIndexGoesOnInTheNextDataFile() throws IOException {
        int perFile = Layout.RECORDS_PER_DATA_FILE;
        // A million records of no payload, and two more: every checksum is known without this code.
        ByteBuffer record =
                ByteBuffer.allocate(10).putShort((short) 0x4B86).putInt(77).putInt(0);
        ByteBuffer data = ByteBuffer.allocate(10 * perFile);
        ByteBuffer index = ByteBuffer.allocate(12 * (perFile + 2));
        ByteBuffer checksums = ByteBuffer.allocate(4 * (perFile + 2));
        int[] ofType = new int[5];
        for (int type = 0; type < ofType.length; type++) {
            ofType[type] = new Checksum().of(record.flip(), (short) type);
        }
        for (int i = 0; i < perFile + 2; i++) {
            if (i < perFile) {
                data.put(record.array());
            }
            index.putShort((short) (i / perFile)).putLong(i % perFile * 10L).putShort((short) (i % 5));
            checksums.putInt(ofType[i % 5]);
        }
        files.put("data000000", data.array());
        files.put("data000001", Arrays.copyOf(data.array(), 20));
        files.put("crc32c", checksums.array());
        files.put("index", new byte[0]);
        assertThat(rebuildIndex(DayEnd.EMPTY, perFile + 2)).isEqualTo(new DayEnd(perFile + 2, 1, 20));
        assertThat(files.get("index")).isEqualTo(index.array());
        Files.delete(files.folder().path().resolve("crc32c"));
        rebuildChecksums(0, perFile + 2);
        assertThat(files.get("crc32c")).isEqualTo(checksums.array());
        try (RecordWalk walk = new RecordWalk(files.folder(), perFile - 1)) {
            for (int i = perFile - 1; i < perFile + 2; i++) {
                assertThat(walk.next()).isTrue();
                assertThat(walk.fault()).isEmpty();
                assertThat(walk.gap()).isZero();
                assertThat(walk.fileNumber()).isEqualTo(i / perFile);
                assertThat(walk.checksumMatches()).isTrue();
            }
            assertThat(walk.next()).isFalse();
        }
    }

    private void rebuildChecksums(long from, long to) throws IOException {
        DayFolder folder = files.folder();
        try (DiskFile file = folder.disk().open(folder.checksums())) {
            ChecksumRebuild.run(folder, from, to, file);
        }
    }

    private DayEnd rebuildIndex(int from, long to) throws IOException {
        return rebuildIndex(from == 0 ? DayEnd.EMPTY : files.end(from), to);
    }

    private DayEnd rebuildIndex(DayEnd start, long to) throws IOException {
        DayFolder folder = files.folder();
        try (DiskFile index = folder.disk().open(folder.index());
                IndexRebuild rebuild = new IndexRebuild(folder, start)) {
            rebuild.run(to, index);
            return rebuild.end();
        }
    }

    private void refused(Damage damage, String message) throws IOException {
        files.writeAll();
        damage.run();
        files.delete("index");
        DayFolder folder = files.folder();
        try (DiskFile index = folder.disk().open(folder.index());
                IndexRebuild rebuild = new IndexRebuild(folder, DayEnd.EMPTY)) {
            assertThatThrownBy(() -> rebuild.run(RECORDS, index))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageStartingWith("2026-11-25 id 7: " + message);
            assertThat(rebuild.end()).isEqualTo(files.end(7));
        }
        assertThat(files.get("index")).isEqualTo(Arrays.copyOf(files.index(), 12 * 7));
    }

    private interface Damage {
        void run() throws IOException;
    }
}
