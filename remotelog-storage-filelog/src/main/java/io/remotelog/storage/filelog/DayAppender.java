package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayFinishedException;
import io.remotelog.api.Position;
import io.remotelog.api.TimeCounts;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Appends to one day: stages records, and commits them as the fsync policy asks. One thread appends; any thread reads {@link
 * #count()} and {@link #durable()}.
 *
 * <p>After an error it stands where the last commit left it. What was written since is cut off at once, or, if that
 * fails too, before anything else is written.
 */
final class DayAppender implements Closeable {
    /** How often it is looked whether another program wrote: often enough to notice, and seldom enough to cost nothing. */
    private static final long LOOK_NANOS = 50_000;

    /** Bytes that go to a data file. */
    private record StagedData(int file, long offset, ByteBuffer bytes) {}

    private final DayFolder folder;
    private final FsyncPolicy policy;
    private final Staging staging;
    private final Journal journal;
    private final Producers producers;
    private final Background background;
    private final TimeCounts fsyncTimes;
    private final AppendFiles files;
    private final WriteAhead ahead;
    private final Checkpointer checkpointer;

    private volatile long count;
    private DayEnd committed = DayEnd.EMPTY;

    /** Where the staged data goes. */
    private int stagedFile;

    private long stagedOffset;

    /** Where the next record goes. */
    private int nextFile;

    private long nextOffset;

    /** Whether data of records that wait was written to the data file, because staging was full. */
    private boolean spilled;

    /** Whether files hold bytes beyond the last commit. */
    private boolean wroteAhead;

    /** Whether entries of the commit that is under way, or was refused, may be in the index. */
    private boolean wroteIndex;

    private long lookedAtNanos;

    /** The time of the record that was appended last. */
    private int lastEpochSeconds;

    DayAppender(
            DayRecovery.Opened opened,
            FsyncPolicy policy,
            Staging staging,
            Journal journal,
            Producers producers,
            Background background,
            TimeCounts fsyncTimes,
            Runnable durableMoved)
            throws IOException {
        folder = opened.folder();
        this.policy = policy;
        this.staging = staging;
        this.journal = journal;
        this.producers = producers;
        this.background = background;
        this.fsyncTimes = fsyncTimes;
        ahead = new WriteAhead(background);
        files = new AppendFiles(folder, policy.kind() != FsyncPolicy.Kind.NEVER);
        boolean begun = false;
        try {
            checkpointer = new Checkpointer(
                    folder, policy, files, journal, background, fsyncTimes, producers::forceWritten, durableMoved);
            standAt(opened.end());
            checkpointer.begin(opened);
            begun = true;
        } finally {
            if (!begun) {
                files.close();
            }
        }
        lookedAtNanos = background.nanoTime() - LOOK_NANOS;
    }

    DayFolder folder() {
        return folder;
    }

    /** The number of committed records. */
    long count() {
        return count;
    }

    /** The number of records that survive a loss of power. */
    long durable() {
        return policy.kind() == FsyncPolicy.Kind.INTERVAL ? checkpointer.durable() : count;
    }

    boolean hasWaiting() {
        return staging.records() > 0;
    }

    void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        requireRoom();
        try {
            settle();
            stage(epochSeconds, type, payload);
            lastEpochSeconds = epochSeconds;
        } catch (IOException e) {
            drop(e);
            throw e;
        }
    }

    /** Notes that the last of the records that wait are a producer's. */
    void note(UUID producer, long sequence, int records) {
        producers.note(producer, sequence, records, staging.records(), lastEpochSeconds);
    }

    /** Cuts off what a refused commit left, if that failed before: nobody is to see more of it than has to be. */
    void settle() throws IOException {
        if (wroteAhead && !hasWaiting()) {
            cutBack();
        }
    }

    CommittedIds commit() throws IOException {
        settle();
        int records = staging.records();
        long firstId = count;
        if (records > 0) {
            try {
                write();
            } catch (IOException e) {
                drop(e);
                throw e;
            }
            publish(new DayEnd(firstId + records, nextFile, nextOffset));
            producers.committed(new Position(folder.day(), firstId));
        }
        return CommittedIds.run(folder.day(), firstId, records);
    }

    /** Drops what waits for a commit, leaves the day in order, and gives the files free. */
    @Override
    public void close() throws IOException {
        ahead.drop();
        staging.clear();
        producers.dropped();
        try (files;
                checkpointer) {
            leave();
        }
    }

    /** Leaves the day in order, as far as the policy asks for it; nothing must wait for a commit. */
    void leave() throws IOException {
        if (wroteAhead) {
            cutBack();
        }
        checkpointer.leave();
    }

    /** Takes back that the day was left. */
    void goOn() throws IOException {
        checkpointer.run();
    }

    /** Leaves a day to which no record will be added: all of it is forced, whatever the policy. */
    void finish() throws IOException {
        if (wroteAhead) {
            cutBack();
        }
        if (files.indexLength() > Layout.entryOffset(count)) {
            // Another program appended: with nothing waiting, no commit noticed.
            takeOver();
        }
        checkpointer.finish();
    }

    private void stage(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        int file = Layout.fileNumber(count + staging.records());
        if (file != nextFile) {
            beginFile(file);
        }
        if (!staging.hasRoom(Layout.RECORD_PAYLOAD)) {
            spill(false);
        }
        int length = payload.remaining();
        staging.header(epochSeconds, length);
        int end = payload.limit();
        int from = payload.position() + staging.payload(payload, payload.position());
        while (from < end) {
            spill(true);
            from += staging.payload(payload, from);
        }
        staging.end(file, nextOffset, type);
        nextOffset += Layout.RECORD_PAYLOAD + length;
    }

    private void beginFile(int file) throws IOException {
        if (staging.isSplit()) {
            spill(false);
        }
        if (staging.hasData()) {
            staging.split();
        } else {
            stagedFile = file;
            stagedOffset = 0;
        }
        nextFile = file;
        nextOffset = 0;
    }

    private void spill(boolean withinRecord) throws IOException {
        requireUndisturbed();
        ahead.await();
        requireWell();
        List<StagedData> all = staging.isSplit() ? List.of(firstData(), secondData()) : List.of(firstData());
        wroteAhead = true;
        spilled = true;
        staging.takeData(withinRecord, stagedOffset);
        long before = count;
        ahead.begin(() -> {
            if (!files.indexEndsAt(before)) {
                // What it wrote may be where this belongs.
                throw new IOException(disturbance() + ". What waited for a commit was dropped: append it again");
            }
            for (StagedData data : all) {
                if (data.bytes().hasRemaining()) {
                    files.writeDataAhead(data.file(), data.bytes(), data.offset(), staging.blockBytes());
                }
            }
            if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
                checkpointer.forceAheadSoon();
            }
            return null;
        });
    }

    /** Mends what failed before; but what failed since records were written ahead may have lost some of them. */
    private void requireWell() throws IOException {
        if (spilled) {
            checkpointer.requireAheadWell();
        }
        checkpointer.requireWell();
    }

    private void write() throws IOException {
        requireUndisturbed();
        ahead.await();
        requireWell();
        producers.beforeCommit(new Position(folder.day(), count), staging);
        if (policy.kind() != FsyncPolicy.Kind.COMMIT) {
            writeRecords();
            writeIndex();
        } else {
            writeDurably();
        }
    }

    private void writeDurably() throws IOException {
        List<JournalBlock> blocks = spilled ? List.of() : blocks();
        boolean inJournal = !spilled && hasRoomFor(blocks);
        if (!inJournal) {
            blocks = List.of(forcedBlock());
        }
        writeRecords();
        long begun = background.nanoTime();
        if (!inJournal) {
            checkpointer.forceRecords();
            if (!hasRoomFor(blocks)) {
                throw new IllegalStateException("a journal that was freed has no room for " + blocks);
            }
        }
        journal.commit(blocks);
        fsyncTimes.add(background.nanoTime() - begun);
        writeIndex();
    }

    /** Whether the journal takes the blocks, once those before them are freed. */
    private boolean hasRoomFor(List<JournalBlock> blocks) throws IOException {
        if (!journal.takes(blocks)) {
            return false;
        }
        if (!journal.hasRoom(blocks)) {
            checkpointer.run();
            checkpointer.requireWell();
        }
        return journal.hasRoom(blocks);
    }

    private JournalBlock forcedBlock() {
        // Of a new data file, the one before it ends with the last commit.
        boolean begins = count % Layout.RECORDS_PER_DATA_FILE == 0;
        int file = Layout.fileNumber(count);
        return JournalBlock.forced(folder.day(), count, staging.records(), file, begins ? 0 : committed.offset());
    }

    private List<JournalBlock> blocks() {
        int records = staging.records();
        if (!staging.isSplit()) {
            return List.of(block(0, records, stagedFile, stagedOffset, staging.dataBeforeSplit()));
        }
        int before = staging.splitRecords();
        List<JournalBlock> blocks = new ArrayList<>();
        blocks.add(block(0, before, stagedFile, stagedOffset, staging.dataBeforeSplit()));
        if (before < records) {
            blocks.add(block(before, records, nextFile, 0, staging.dataAfterSplit()));
        }
        return blocks;
    }

    private JournalBlock block(int from, int to, int fileNumber, long offset, ByteBuffer data) {
        return new JournalBlock(
                folder.day(), count + from, to - from, fileNumber, offset, staging.types(from, to), data);
    }

    private void writeRecords() throws IOException {
        wroteAhead = true;
        write(firstData());
        if (staging.isSplit()) {
            write(secondData());
        }
        files.writeChecksums(staging.checksumsToWrite(), count);
    }

    private void writeIndex() throws IOException {
        wroteIndex = true;
        files.writeIndex(staging.indexToWrite(), count);
    }

    /** The staged data, up to where a data file begins, which is taken for written from now on. */
    private StagedData firstData() {
        ByteBuffer bytes = staging.dataBeforeSplit();
        StagedData data = new StagedData(stagedFile, stagedOffset, bytes);
        stagedOffset += bytes.remaining();
        return data;
    }

    /** The same of the rest, for the data file that begins. */
    private StagedData secondData() {
        ByteBuffer bytes = staging.dataAfterSplit();
        stagedFile = nextFile;
        stagedOffset = bytes.remaining();
        return new StagedData(nextFile, 0, bytes);
    }

    /** Writes to a data file, where no reader looks before the index tells of it. */
    private void write(StagedData data) throws IOException {
        if (data.bytes().hasRemaining()) {
            files.writeData(data.file(), data.bytes(), data.offset());
        }
    }

    private void publish(DayEnd end) {
        committed = end;
        wroteAhead = false;
        wroteIndex = false;
        journal.keep();
        spilled = false;
        staging.clear();
        stagedFile = nextFile;
        stagedOffset = nextOffset;
        // First: once the checkpointer knows of them, they may be durable, and that is never more than there are.
        count = end.count();
        checkpointer.committed(end);
    }

    /** Programs that know no lock may append, too: their records are kept, and ours go behind them. */
    private void requireUndisturbed() throws IOException {
        long now = background.nanoTime();
        if (now - lookedAtNanos < LOOK_NANOS) {
            return;
        }
        if (folder.isFinished()) {
            throw new DayFinishedException(folder.day());
        }
        if (files.indexEndsAt(count)) {
            // Not before: as long as this fails, each commit looks again.
            lookedAtNanos = now;
            return;
        }
        String what = disturbance();
        if (files.indexLength() < Layout.entryOffset(count)) {
            throw new CorruptLogException(what + ", and records are gone. Stop it, and open the day again");
        }
        takeOver();
        throw new IOException(what + ". Its records are kept, what waited for a commit was dropped: append it again");
    }

    private String disturbance() throws IOException {
        return DayFolder.name(folder.day()) + "/" + Layout.INDEX + " has " + files.indexLength() + " bytes, want "
                + Layout.entryOffset(count) + ": another program wrote to it";
    }

    private void takeOver() throws IOException {
        ahead.drop();
        checkpointer.run();
        DayRecovery.Opened opened = new DayRecovery(folder, policy).run();
        files.forgetData();
        wroteAhead = false;
        standAt(opened.end());
        checkpointer.run();
    }

    private void drop(IOException cause) {
        ahead.drop();
        producers.dropped();
        standAt(committed);
        try {
            if (wroteAhead) {
                cutBack();
            }
        } catch (IOException again) {
            cause.addSuppressed(again);
        }
    }

    private void cutBack() throws IOException {
        if (!wroteIndex && files.indexLength() > Layout.entryOffset(committed.count())) {
            // Another program's records lie behind what we wrote ahead: it stays, as a gap.
            takeOver();
            return;
        }
        checkpointer.whileNotForcing(() -> {
            files.cutIndexTo(committed);
            wroteIndex = false;
            cancelInJournal();
            files.cutTo(committed);
        });
        wroteAhead = false;
    }

    /** Not before the index is cut: as long as that shows some of the commit, it has to be durable. */
    private void cancelInJournal() throws IOException {
        if (journal.isPending()) {
            journal.cancel();
        }
    }

    private void standAt(DayEnd end) {
        staging.clear();
        spilled = false;
        committed = end;
        stagedFile = end.fileNumber();
        stagedOffset = end.offset();
        nextFile = stagedFile;
        nextOffset = stagedOffset;
        count = end.count();
        checkpointer.committed(end);
    }

    private void requireRoom() {
        if (staging.records() >= Staging.MAX_RECORDS) {
            throw new IllegalStateException(
                    staging.records() + " records of " + folder.day() + " wait for a commit, commit them first");
        }
        if (count + staging.records() >= Layout.MAX_RECORDS_PER_DAY) {
            throw new IllegalStateException("day " + folder.day() + " holds " + Layout.MAX_RECORDS_PER_DAY
                    + " records, and the format has no room for more: append to a later day");
        }
    }
}
