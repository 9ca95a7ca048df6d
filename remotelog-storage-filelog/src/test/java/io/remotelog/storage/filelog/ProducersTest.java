package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.LogWriter;
import io.remotelog.api.Position;
import io.remotelog.api.ProducedRun;
import io.remotelog.api.ProducerTable;
import io.remotelog.api.StoreFullException;
import io.remotelog.api.VerifyLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of notes of producers after refusals, kills, other programs' appends, and damage. */
@ExtendWith(QuietLog.class)
class ProducersTest {
    private static final Path ROOT = Path.of("/log");
    private static final Path FILE = ROOT.resolve(Layout.PRODUCERS);
    private static final String TEMPORARY = Layout.PRODUCERS + ".tmp";
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final UUID ANNA = new UUID(1, 1);
    private static final UUID BERT = new UUID(2, 2);
    private static final Sizes SIZES = new Sizes(4096, 1 << 16, 1 << 16, Journal.ALIGNMENT);

    private Faults troubles = Faults.NONE;
    private FaultyDisk disk = new FaultyDisk(new Random(1), this::fault).withoutWriteBack();
    private HandBackground background;
    private FileLogStore store;
    private LogWriter writer;
    private int time;

    private DiskFault fault(long number, DiskOperation operation, Path path) {
        return troubles.at(number, operation, path);
    }

    @BeforeEach
    void begin() throws IOException {
        disk.createFolder(ROOT);
        disk.forceFolder(ROOT.getParent());
        open(FsyncPolicy.COMMIT);
    }

    @AfterEach
    void end() {
        disk.end();
    }

    private void open(FsyncPolicy policy) throws IOException {
        background = new HandBackground();
        store = new FileLogStore(disk, ROOT, policy, SIZES, () -> background);
        writer = store.writer(ZoneOffset.UTC);
        writer.open(DAY);
    }

    private void kill(FsyncPolicy policy) throws IOException {
        disk = disk.afterKill(this::fault);
        open(policy);
    }

    private void cutPower(FsyncPolicy policy) throws IOException {
        FaultyDisk left = disk.afterPowerCut(Luck.none(), new Random(1), this::fault);
        disk.end();
        disk = left.withoutWriteBack();
        open(policy);
    }

    @Test
    void aWriterWithoutNotesMakesNoFile() throws IOException {
        append(5);
        writer.commit();
        store.close();
        assertThat(disk.exists(FILE)).isFalse();
    }

    @Test
    void aMirrorLeavesTheFileAsItIs() throws IOException {
        noted(ANNA, 0, 3);
        writer.commit();
        store.close();
        ByteBuffer before = bytes();
        store = new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SIZES, HandBackground::new);
        writer = store.mirrorWriter(ZoneOffset.UTC);
        writer.open(DAY);
        append(3);
        writer.commit();
        store.close();
        assertThat(bytes()).isEqualTo(before);
        open(FsyncPolicy.COMMIT);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 3));
    }

    @Test
    void theFileHasTheseBytes() throws IOException {
        noted(ANNA, 7, 2);
        writer.commit();
        ByteBuffer want = ByteBuffer.allocate(16 + 64 + 8);
        want.putInt(0x524C5052).putInt(1).putInt(0).putInt(0x7C710D0C);
        want.putInt(0x524C504E).putInt(2).putLong(1).putLong(1).putLong(7).putLong(0);
        want.putLong(DAY.toEpochDay()).putInt(2).putLong(2);
        want.putInt(0x3BE37124).put(checksums());
        assertThat(bytes()).isEqualTo(want.flip());
    }

    /** Those of the day's records. */
    private ByteBuffer checksums() throws IOException {
        return RawDay.bytes(disk, DayFolder.of(disk, ROOT, DAY).checksums());
    }

    @Test
    void ofARefusedCommitNothingIsRememberedThoughTheSameRecordsComeWithoutANote() throws IOException {
        noted(ANNA, 0, 2);
        writer.commit();
        time = 50;
        noted(ANNA, 2, 3);
        refuse(DiskOperation.WRITE, DiskFault.ERROR, Layout.CHECKSUMS);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.CHECKSUMS);
        assertThat(table().nextSequence(ANNA)).hasValue(2);
        mend();
        // Byte for byte what was refused.
        time = 50;
        append(3);
        writer.commit();
        kill(FsyncPolicy.COMMIT);
        assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(5);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 2));
    }

    @Test
    void whatWasRefusedIsRememberedIfACrashBringsItBack() throws IOException {
        noted(ANNA, 0, 2);
        writer.commit();
        noted(ANNA, 2, 3);
        // It is in the journal by then, and cannot be taken back.
        Path index = Path.of(Layout.INDEX);
        troubles = (number, operation, path) ->
                path.endsWith(index) && (operation == DiskOperation.WRITE || operation == DiskOperation.CUT)
                        ? DiskFault.ERROR
                        : DiskFault.NONE;
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.INDEX);
        assertThat(table().nextSequence(ANNA)).hasValue(2);
        mend();
        kill(FsyncPolicy.COMMIT);
        assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(5);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPEN", "WRITE", "FORCE", "RENAME"})
    void aCommitWhoseNotesCannotBeWrittenIsRefusedAndComesLater(DiskOperation operation) throws IOException {
        refuse(operation, DiskFault.FULL, Layout.PRODUCERS, TEMPORARY);
        noted(ANNA, 0, 3);
        assertThatThrownBy(writer::commit).isInstanceOf(StoreFullException.class);
        assertThat(store.find(DAY).orElseThrow().count()).isZero();
        assertThat(table().nextSequence(ANNA)).isEmpty();
        append(1);
        writer.commit();
        mend();
        noted(ANNA, 0, 3);
        writer.commit();
        cutPower(FsyncPolicy.COMMIT);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 1, 3));
    }

    @Test
    void untilRefusedNotesAreCutOffNothingIsCommitted() throws IOException {
        noted(ANNA, 0, 1);
        writer.commit();
        noted(ANNA, 1, 3);
        refuse(DiskOperation.WRITE, DiskFault.ERROR, Layout.CHECKSUMS);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.CHECKSUMS);
        refuse(DiskOperation.CUT, DiskFault.ERROR, Layout.PRODUCERS);
        append(1);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.PRODUCERS);
        refuse(DiskOperation.FORCE, DiskFault.ERROR, Layout.PRODUCERS);
        append(1);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.PRODUCERS);
        refuse(DiskOperation.RENAME, DiskFault.ERROR, Layout.PRODUCERS);
        append(1);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining(Layout.PRODUCERS);
        mend();
        append(3);
        writer.commit();
        cutPower(FsyncPolicy.COMMIT);
        assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(4);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 1));
    }

    /** A writer that is killed while it writes the index leaves a part of the batch; a Go program goes on behind that. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 4, 5})
    void ofATornBatchThePartInTheLogIsRememberedWhateverIsBehindIt(int there) throws IOException {
        for (int others = 0; others < 8; others++) {
            disk.end();
            disk = new FaultyDisk(new Random(1), this::fault).withoutWriteBack();
            begin();
            store.close();
            open(FsyncPolicy.NEVER);
            noted(BERT, 0, 2);
            writer.commit();
            noted(ANNA, 0, 3);
            noted(BERT, 2, 2);
            writer.commit();
            disk = disk.afterKill(this::fault);
            DayFolder folder = DayFolder.of(disk, ROOT, DAY);
            try (DiskFile index = disk.open(folder.index())) {
                index.cut(Layout.entryOffset(2 + there));
            }
            List<Sent> go = new ArrayList<>();
            for (int i = 0; i < others; i++) {
                go.add(new Sent(900 + i, (short) 1, new byte[i]));
            }
            GoProgram.append(folder, go);
            for (int openings = 0; openings < 2; openings++) {
                kill(FsyncPolicy.NEVER);
                assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(2 + there + others);
                assertThat(table().nextSequence(ANNA).orElse(0)).isEqualTo(Math.min(3, there));
                assertThat(table().nextSequence(BERT)).hasValue(2 + Math.max(0, there - 3));
            }
        }
    }

    @Test
    void aDayThatACrashTornBeforeMidnightIsLookedAtWhenTheNextOneIsOpened() throws IOException {
        store.close();
        open(FsyncPolicy.NEVER);
        noted(ANNA, 0, 5);
        writer.commit();
        disk = disk.afterKill(this::fault);
        DayFolder folder = DayFolder.of(disk, ROOT, DAY);
        try (DiskFile index = disk.open(folder.index())) {
            index.cut(Layout.entryOffset(3) + 5);
        }
        store = new FileLogStore(disk, ROOT, FsyncPolicy.NEVER, SIZES, HandBackground::new);
        writer = store.writer(ZoneOffset.UTC);
        writer.open(DAY.plusDays(1));
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 3));
        writer.finish(DAY);
        assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(3);
        noted(ANNA, 3, 1);
        writer.commit();
        kill(DAY.plusDays(1));
        assertThat(table().nextSequence(ANNA)).hasValue(4);
    }

    private void kill(LocalDate day) throws IOException {
        disk = disk.afterKill(this::fault);
        store = new FileLogStore(disk, ROOT, FsyncPolicy.NEVER, SIZES, HandBackground::new);
        writer = store.writer(ZoneOffset.UTC);
        writer.open(day);
    }

    @Test
    void anotherProgramsRecordsInBetweenChangeNothing() throws IOException {
        noted(ANNA, 0, 2);
        writer.commit();
        GoProgram.append(DayFolder.of(disk, ROOT, DAY), List.of(new Sent(900, (short) 1, new byte[3])));
        background.pass(Duration.ofMillis(1));
        noted(ANNA, 2, 2);
        assertThatThrownBy(writer::commit).isInstanceOf(IOException.class).hasMessageContaining("another program");
        noted(ANNA, 2, 2);
        writer.commit();
        for (int i = 0; i < 2; i++) {
            assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 2), run(ANNA, 2, 3, 2));
            kill(FsyncPolicy.COMMIT);
        }
    }

    @Test
    void theFileStaysShort() throws IOException {
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            noted(ANNA, 3L * i, 3);
            writer.commit();
            longest = Math.max(longest, disk.length(FILE));
        }
        assertThat(longest).isBetween(4_096L, 2L * SIZES.stagingBytes());
        assertThat(disk.exists(ROOT.resolve(TEMPORARY))).isFalse();
        cutPower(FsyncPolicy.COMMIT);
        assertThat(table().find(ANNA, 0, 9_999)).containsExactly(run(ANNA, 0, 0, 3_000));
        assertThat(disk.length(FILE)).isEqualTo(16 + 64 + 4);
    }

    @Test
    void aFileThatCannotBeWrittenAnewGrowsOn() throws IOException {
        for (int i = 0; i < 200; i++) {
            noted(ANNA, 3L * i, 3);
            writer.commit();
            refuse(DiskOperation.FORCE, DiskFault.FULL, TEMPORARY);
        }
        assertThat(disk.length(FILE)).isGreaterThan(2L * SIZES.stagingBytes());
        mend();
        cutPower(FsyncPolicy.COMMIT);
        assertThat(table().find(ANNA, 0, 9_999)).containsExactly(run(ANNA, 0, 0, 600));
    }

    @Test
    void underIntervalWhatIsDurableIsRememberedAfterAPowerCut() throws IOException {
        store.close();
        open(FsyncPolicy.interval(Duration.ofMillis(10)));
        noted(ANNA, 0, 2);
        writer.commit();
        background.advance(Duration.ofMillis(10));
        noted(ANNA, 2, 2);
        writer.commit();
        assertThat(store.find(DAY).orElseThrow().durable()).isEqualTo(2);
        cutPower(FsyncPolicy.NEVER);
        assertThat(table().find(ANNA, 0, 9)).containsExactly(run(ANNA, 0, 0, 2));
    }

    @Test
    void eachFlippedByteIsToldOrOfTheLastNote() throws IOException {
        noted(ANNA, 0, 2);
        writer.commit();
        noted(BERT, 0, 2);
        writer.commit();
        noted(ANNA, 2, 1);
        writer.commit();
        ByteBuffer whole = bytes();
        int last = whole.limit() - 64 - 4;
        disk = disk.afterKill(this::fault);
        for (int at = 0; at < whole.limit(); at++) {
            ByteBuffer broken = ByteBuffer.allocate(whole.limit()).put(whole.duplicate());
            broken.put(at, (byte) ~broken.get(at)).flip();
            try (DiskFile file = disk.open(FILE)) {
                file.write(broken, 0);
            }
            store = new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SIZES, HandBackground::new);
            VerifyLog log = new VerifyLog();
            store.verify(log);
            assertThat(log.faults()).as("byte " + at).hasSize(at < last ? 1 : 0);
            writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            // What is whole is used.
            assertThat(table().nextSequence(ANNA).orElse(0)).isEqualTo(at < last ? 3 : 2);
            assertThat(table().nextSequence(BERT).isPresent()).isEqualTo(at < 16 + 72 || at >= 16 + 2 * 72);
            log = new VerifyLog();
            store.verify(log);
            assertThat(log.faults()).isEmpty();
            store.close();
        }
    }

    @Test
    void aFileCutAnywhereHasTheNotesBefore() throws IOException {
        for (int i = 0; i < 3; i++) {
            noted(ANNA, 2L * i, 2);
            writer.commit();
        }
        ByteBuffer whole = bytes();
        disk = disk.afterKill(this::fault);
        for (int length = 0; length <= whole.limit(); length++) {
            try (DiskFile file = disk.open(FILE)) {
                file.cut(0);
                file.write(whole.duplicate().limit(length), 0);
            }
            store = new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SIZES, HandBackground::new);
            writer = store.writer(ZoneOffset.UTC);
            writer.open(DAY);
            assertThat(table().nextSequence(ANNA).orElse(0)).isEqualTo(Math.max(0, length - 16) / 72 * 2L);
            store.close();
        }
    }

    @Test
    void aLaterVersionsFileIsLeftAlone() throws IOException {
        noted(ANNA, 0, 2);
        writer.commit();
        store.close();
        ByteBuffer later = bytes();
        later.putInt(4, 2);
        CRC32C crc = new CRC32C();
        crc.update(later.duplicate().limit(12));
        later.putInt(12, (int) crc.getValue());
        try (DiskFile file = disk.open(FILE)) {
            file.write(later.duplicate(), 0);
        }
        store = new FileLogStore(disk, ROOT, FsyncPolicy.COMMIT, SIZES, HandBackground::new);
        assertThatThrownBy(() -> store.writer(ZoneOffset.UTC))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(Layout.PRODUCERS, "version 2, want 1");
        assertThat(bytes()).isEqualTo(later);
    }

    private void refuse(DiskOperation refused, DiskFault how, String... names) {
        List<String> of = List.of(names);
        troubles = (number, operation, path) ->
                operation == refused && of.contains(path.getFileName().toString()) ? how : DiskFault.NONE;
    }

    private void mend() {
        troubles = Faults.NONE;
    }

    private ProducerTable table() {
        return writer.producers().orElseThrow();
    }

    private void append(int records) throws IOException {
        for (int i = 0; i < records; i++) {
            time++;
            new Sent(time, (short) 3, new byte[time % 9]).appendTo(writer);
        }
    }

    private void noted(UUID producer, long sequence, int records) throws IOException {
        append(records);
        writer.note(producer, sequence, records);
    }

    private ByteBuffer bytes() throws IOException {
        return RawDay.bytes(disk, FILE);
    }

    private static ProducedRun run(UUID producer, long sequence, long firstId, int records) {
        return new ProducedRun(producer, sequence, new Position(DAY, firstId), records);
    }
}
