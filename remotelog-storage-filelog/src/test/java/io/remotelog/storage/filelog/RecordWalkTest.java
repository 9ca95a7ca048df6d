package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.Fault;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a walk over a day's records tells of each, with files that are right and files that are not. */
class RecordWalkTest {
    private static final int RECORDS = 20;

    @TempDir
    Path root;

    private DayFiles files;

    @BeforeEach
    void write() throws IOException {
        files = DayFiles.of(root, RECORDS, Sample::numbered);
    }

    @Test
    void itGoesThroughRecordsInOrder() throws IOException {
        try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
            for (int i = 0; i < RECORDS; i++) {
                assertThat(walk.next()).isTrue();
                assertThat(walk.id()).isEqualTo(i);
                assertThat(walk.fileNumber()).isZero();
                assertThat(walk.offset()).isEqualTo(files.offset(i));
                assertThat(walk.end()).isEqualTo(files.offset(i + 1));
                assertThat(walk.gap()).isZero();
                assertThat(walk.type()).isEqualTo(Sample.numbered(i).type());
                assertThat(walk.epochSeconds()).isEqualTo(Sample.numbered(i).epochSeconds());
                assertThat(walk.length()).isEqualTo(Sample.numbered(i).payload().remaining());
                assertThat(walk.isWhole()).isTrue();
                assertThat(walk.fault()).isEmpty();
                assertThat(walk.hasChecksum()).isTrue();
                assertThat(walk.storedChecksum())
                        .isEqualTo(ByteBuffer.wrap(files.checksums()).getInt(4 * i));
                assertThat(walk.checksumMatches()).isTrue();
                assertThat(walk.dayEnd()).isEqualTo(files.end(i + 1));
            }
            assertThat(walk.next()).isFalse();
            assertThat(walk.id()).isEqualTo(RECORDS - 1);
        }
    }

    @Test
    void itBeginsAtAnyRecordAndThenKnowsWhereTheOneBeforeEnds() throws IOException {
        for (int from = 0; from <= RECORDS; from++) {
            assertThat(ids(from)).hasSize(RECORDS - from);
        }
        assertThat(ids(RECORDS + 5)).isEmpty();
        files.patch("index", 12 * 7 + 2, bytes(files.offset(6)));
        try (RecordWalk walk = new RecordWalk(files.folder(), 7)) {
            assertThat(walk.next()).isTrue();
            assertThat(walk.structure()).isEqualTo(RecordWalk.Structure.OFFSET);
        }
    }

    @Test
    void itFindsWhatCameMeanwhile() throws IOException {
        byte[] index = files.index();
        files.cut("index", 12 * 5 + 7);
        try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
            for (int i = 0; i < 5; i++) {
                assertThat(walk.next()).isTrue();
            }
            assertThat(walk.next()).isFalse();
            try (DiskFile file = files.folder().disk().open(files.folder().index())) {
                file.write(ByteBuffer.wrap(index), 0);
            }
            assertThat(walk.next()).isTrue();
            assertThat(walk.id()).isEqualTo(5);
            assertThat(walk.checksumMatches()).isTrue();
        }
    }

    @Test
    void eachFaultSaysWhatGotAndWant() throws IOException {
        int at = files.offset(3);
        String day = "2026-11-25 id 3: ";
        files.patch("index", 36, (byte) 0, (byte) 7);
        onlyFault(day + "data file in index at 36, got 7, want 0");
        files.patch("index", 38, bytes(at - 1));
        onlyFault(day + "offset in index at 36, got " + (at - 1) + ", want " + at
                + " or more, the end of the record before");
        files.patch("index", 38, bytes(-1));
        onlyFault(day + "offset in index at 36, got -1, want " + at + " or more, the end of the record before");
        files.patch("index", 38, bytes(1L << 40));
        onlyFault(day + "length of data000000, got " + files.data().length + ", want at least " + ((1L << 40) + 10)
                + ", the end of a record that begins at " + (1L << 40));
        files.patch("index", 38, bytes(Long.MAX_VALUE));
        onlyFault(day + "length of data000000, got " + files.data().length
                + ", want at least 9223372036854775817, the end of a record that begins at 9223372036854775807");
        files.patch("data000000", at, (byte) 0, (byte) 1);
        onlyFault(day + "magic in data000000 at " + at + ", got 0001, want 4B86");
        files.patch("data000000", at + 6, (byte) -1, (byte) -1, (byte) -1, (byte) -2);
        onlyFault(day + "length in data000000 at " + at + ", got -2, want 0 or more");
        files.patch("data000000", at + 6, (byte) 0x7F, (byte) -1, (byte) -1, (byte) -1);
        onlyFault(day + "length of data000000, got " + files.data().length + ", want at least "
                + (at + 10L + Integer.MAX_VALUE) + ", the end of a record that begins at " + at);
    }

    @Test
    void aCutDataFileBreaksTheRecordsThatItDoesNotHold() throws IOException {
        files.cut("data000000", files.offset(17) - 1);
        assertThat(faults()).hasSize(4).allMatch(fault -> fault.what().equals("length of data000000"));
        files.delete("data000000");
        assertThat(faults()).hasSize(RECORDS).allMatch(fault -> fault.got().equals("no such file"));
    }

    @Test
    void aBrokenRecordDoesNotMakeTheNextOnesLookBroken() throws IOException {
        // Its length now takes in the records after it, up to the end of a later one.
        int length = files.offset(9) - files.offset(3) - 10;
        files.patch("data000000", files.offset(3) + 8, (byte) (length >> 8), (byte) length);
        try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
            while (walk.next()) {
                assertThat(walk.isWhole()).as("%d", walk.id()).isTrue();
                assertThat(walk.checksumMatches()).isEqualTo(walk.id() != 3);
                if (walk.id() == 3) {
                    assertThat(walk.checksumFault().toString())
                            .startsWith("2026-11-25 id 3: checksum of the record in data000000 at " + files.offset(3));
                }
            }
        }
    }

    @Test
    void everyFlippedBitOfARecordOrItsTypeIsNoticed() throws IOException {
        for (int at = files.offset(4); at < files.offset(5); at++) {
            flipAndFind("data000000", at, 4);
        }
        for (int at = 12 * 4; at < 12 * 5; at++) {
            flipAndFind("index", at, 4);
        }
        for (int at = 4 * 4; at < 4 * 5; at++) {
            flipAndFind("crc32c", at, 4);
        }
    }

    @Test
    void withoutChecksumsItTellsOnlyOfStructure() throws IOException {
        files.cut("crc32c", 4 * 6 + 3);
        try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
            while (walk.next()) {
                assertThat(walk.hasChecksum()).isEqualTo(walk.id() < 6);
                assertThat(walk.isWhole()).isTrue();
            }
        }
    }

    @Test
    void aGapIsToldAndIsNoFault() throws IOException {
        DayFiles gapped = DayFiles.of(root, 3, Sample::numbered);
        ByteBuffer data = ByteBuffer.allocate(gapped.data().length + 7);
        data.put(gapped.data(), 0, gapped.offset(1)).put(new byte[7]);
        data.put(gapped.data(), gapped.offset(1), gapped.data().length - gapped.offset(1));
        gapped.put("data000000", data.array());
        gapped.patch("index", 12 + 2, bytes(gapped.offset(1) + 7));
        gapped.patch("index", 24 + 2, bytes(gapped.offset(2) + 7));
        List<Long> gaps = new ArrayList<>();
        try (RecordWalk walk = new RecordWalk(gapped.folder(), 0)) {
            while (walk.next()) {
                assertThat(walk.checksumMatches()).isTrue();
                gaps.add(walk.gap());
            }
        }
        assertThat(gaps).containsExactly(0L, 7L, 0L);
    }

    @Test
    void recordsOfAnySizeAreReadAcrossBlocks() throws IOException {
        int[] sizes = {
            0, RecordBlocks.BLOCK_BYTES - 10, RecordBlocks.BLOCK_BYTES, 3, 5 * RecordBlocks.BLOCK_BYTES / 2, 9
        };
        DayFiles large = DayFiles.of(root, 60, i -> {
            byte[] payload = new byte[i < 54 ? 40_000 + i : sizes[i - 54]];
            for (int at = 0; at < payload.length; at++) {
                payload[at] = (byte) (at * 31 + i);
            }
            return new Sample(i, (short) i, ByteBuffer.wrap(payload));
        });
        try (RecordWalk walk = new RecordWalk(large.folder(), 0)) {
            while (walk.next()) {
                assertThat(walk.end()).isEqualTo(large.offset((int) walk.id() + 1));
                assertThat(walk.checksumMatches()).as("%d", walk.id()).isTrue();
                assertThat(walk.epochSeconds()).isEqualTo((int) walk.id());
            }
            assertThat(walk.id()).isEqualTo(59);
        }
    }

    @Test
    void aDayWithoutFilesHasNoRecords() throws IOException {
        files.delete("index");
        assertThat(ids(0)).isEmpty();
    }

    private List<Long> ids(long from) throws IOException {
        List<Long> ids = new ArrayList<>();
        try (RecordWalk walk = new RecordWalk(files.folder(), from)) {
            while (walk.next()) {
                assertThat(walk.fault()).isEmpty();
                assertThat(walk.gap()).isZero();
                assertThat(walk.checksumMatches()).isTrue();
                ids.add(walk.id());
            }
        }
        return ids;
    }

    private List<Fault> faults() throws IOException {
        List<Fault> faults = new ArrayList<>();
        try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
            while (walk.next()) {
                walk.fault().ifPresent(faults::add);
            }
        }
        return faults;
    }

    private void onlyFault(String line) throws IOException {
        assertThat(faults()).extracting(Fault::toString).containsExactly(line);
        files.writeAll();
    }

    private void flipAndFind(String file, int at, long id) throws IOException {
        for (int bit = 0; bit < 8; bit++) {
            files.flip(file, at, bit);
            List<Long> wrong = new ArrayList<>();
            try (RecordWalk walk = new RecordWalk(files.folder(), 0)) {
                while (walk.next()) {
                    if (!walk.isWhole() || !walk.checksumMatches()) {
                        wrong.add(walk.id());
                    }
                }
            }
            assertThat(wrong).as("%s at %d bit %d", file, at, bit).containsExactly(id);
            files.flip(file, at, bit);
        }
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }
}
