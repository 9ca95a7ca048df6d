package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ring: what was committed and not freed is read back, in order, and nothing else. */
class JournalTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final Sizes SMALL = new Sizes(1 << 20, 4 * 4096, 16 * 4096, Journal.ALIGNMENT);

    @TempDir
    Path root;

    private final Disk disk = new SystemDisk();

    @Test
    void theBytesAreThoseOfTheFormat() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            commit(journal, 17);
        }
        byte[] bytes = Files.readAllBytes(root.resolve("journal"));
        assertThat(bytes).hasSize(6 * 4096);
        // Header: magic, version, sequence 1, generation 1, tail 0, number 0; CRC32C by an independent program.
        assertThat(HexFormat.of().formatHex(bytes, 4096, 4096 + 64))
                .isEqualTo("524c4a48" + "00000001" + "0000000000000001" + "0000000000000001" + "00".repeat(36)
                        + "16cef88c");
        assertThat(HexFormat.of().formatHex(bytes, 8192, 8192 + 66 + 14))
                .isEqualTo("524c4a42" + "00000050" + "0000000000000001" + "0000000000000000" + "000000000000501f"
                        + "0000000000000011" + "00000001" + "00000000" + "00000000000000aa" + "00000000"
                        + "35f89f72" + "0003" + "4b8600000011" + "00000004" + "74657374");
    }

    @Test
    void whatIsCommittedIsReadBackInOrder() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            for (int id = 0; id < 7; id++) {
                commit(journal, id);
            }
        }
        assertThat(replayed()).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void theRingGoesRoundAndKeepsWhatIsNotFreed() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            Journal.Mark oldest = journal.head();
            long oldestId = 0;
            for (int id = 0; id < 500; id++) {
                int payload = id % 3 == 0 ? 9000 : 10;
                JournalBlock block = block(id, payload);
                if (!journal.hasRoom(List.of(block))) {
                    journal.free(journal.head());
                    oldestId = id;
                    oldest = journal.head();
                }
                assertThat(journal.hasRoom(List.of(block))).isTrue();
                journal.commit(List.of(block));
                journal.keep();
                List<Long> want = new ArrayList<>();
                for (long i = oldestId; i <= id; i++) {
                    want.add(i);
                }
                assertThat(replayed()).isEqualTo(want);
            }
            assertThat(oldest.number()).isPositive();
            assertThat(Files.size(root.resolve("journal"))).isEqualTo(18 * 4096);
        }
    }

    @Test
    void blocksOfBeforeTheLastBeginningAreVoid() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            for (int id = 0; id < 3; id++) {
                commit(journal, id);
            }
        }
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            assertThat(replayed()).isEmpty();
            // In the place of the first of them; the second one's number would follow.
            commit(journal, 100);
            assertThat(replayed()).containsExactly(100L);
        }
    }

    @Test
    void aTornBlockEndsTheReplayWhicheverByteIsWrong() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            for (int id = 0; id < 3; id++) {
                commit(journal, id);
            }
        }
        byte[] whole = Files.readAllBytes(root.resolve("journal"));
        int second = 8192 + 4096;
        for (int at = second; at < second + 80; at++) {
            byte[] torn = whole.clone();
            torn[at] ^= 0x10;
            Files.write(root.resolve("journal"), torn);
            assertThat(replayed()).as("byte %s", at).containsExactly(0L);
        }
        for (int length = second; length < second + 80; length++) {
            Files.write(root.resolve("journal"), Arrays.copyOf(whole, length));
            assertThat(replayed()).containsExactly(0L);
        }
    }

    @Test
    void aCancelledCommitIsNotReplayedAndItsPlaceIsUsedAgain() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            commit(journal, 0);
            JournalBlock first = block(1, 10);
            JournalBlock second = block(2, 5000);
            assertThat(journal.hasRoom(List.of(first, second))).isTrue();
            journal.commit(List.of(first, second));
            assertThat(replayed()).containsExactly(0L, 1L, 2L);
            journal.cancel();
            assertThat(replayed()).containsExactly(0L);
            commit(journal, 1);
            assertThat(replayed()).containsExactly(0L, 1L);
        }
    }

    @Test
    void aBrokenHeaderPlaceLeavesTheOther() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            commit(journal, 0);
            journal.free(journal.head());
            commit(journal, 1);
        }
        assertThat(replayed()).containsExactly(1L);
        try (FileChannel file = FileChannel.open(root.resolve("journal"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 8);
        }
        // The older place tells of block 0, too; whoever applies it finds that it is there.
        assertThat(replayed()).containsExactly(0L, 1L);
    }

    @Test
    void aCommitThatCannotFitIsToldSo() throws IOException {
        try (Journal journal = Journal.begin(disk, root, SMALL)) {
            assertThat(journal.takes(List.of(block(0, 7 * 4096 - 80)))).isTrue();
            assertThat(journal.takes(List.of(block(0, 8 * 4096)))).isFalse();
        }
    }

    private List<Long> replayed() throws IOException {
        List<Long> ids = new ArrayList<>();
        Journal.replay(disk, root, block -> {
            assertThat(block.day()).isEqualTo(DAY);
            assertThat(block.types().getShort(0)).isEqualTo((short) 3);
            assertThat(block.data().getShort(0)).isEqualTo(Layout.MAGIC);
            ids.add(block.firstId());
        });
        return ids;
    }

    private static void commit(Journal journal, int id) throws IOException {
        List<JournalBlock> blocks = List.of(block(id, 4));
        assertThat(journal.hasRoom(blocks)).isTrue();
        journal.commit(blocks);
        journal.keep();
    }

    private static JournalBlock block(int id, int payloadBytes) {
        ByteBuffer data = ByteBuffer.allocate(Layout.RECORD_PAYLOAD + payloadBytes);
        data.putShort(Layout.MAGIC).putInt(id).putInt(payloadBytes);
        data.put("test".getBytes(StandardCharsets.US_ASCII)).position(0);
        ByteBuffer types = ByteBuffer.allocate(2).putShort((short) 3).flip();
        return new JournalBlock(DAY, id, 1, 0, id * 10L, types, data);
    }
}
