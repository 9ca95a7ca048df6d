package io.remotelog.storage.filelog;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayFinishedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Appends to one day: stages records, and commits them with one write to the data file and one to the index. One thread
 * appends; any thread reads {@link #count()}.
 *
 * <p>After an error it stands where the last commit left it. What was written since is cut off at once, or, if that
 * fails too, before anything else is written.
 */
final class DayAppender implements Closeable {
    private final DayFolder folder;
    private final FsyncPolicy policy;
    private final Staging staging;
    private final DiskFile index;

    private volatile long count;
    private DayEnd committed;

    /** Absent until the first record of the data file. */
    private DiskFile data;

    private int fileNumber;
    private long writtenOffset;
    private long nextOffset;

    /** Whether files hold bytes beyond the last commit. */
    private boolean wroteAhead;

    DayAppender(DayFolder folder, FsyncPolicy policy, Staging staging, DayEnd end) throws IOException {
        this.folder = folder;
        this.policy = policy;
        this.staging = staging;
        index = open(folder.index());
        standAt(end);
    }

    DayFolder folder() {
        return folder;
    }

    /** The number of committed records. */
    long count() {
        return count;
    }

    boolean hasWaiting() {
        return staging.records() > 0;
    }

    void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        requireRoom();
        try {
            if (wroteAhead && !hasWaiting()) {
                cutBack();
            }
            stage(epochSeconds, type, payload);
        } catch (IOException e) {
            drop(e);
            throw e;
        }
    }

    CommittedIds commit() throws IOException {
        int records = staging.records();
        long firstId = count;
        if (records > 0) {
            try {
                write();
            } catch (IOException e) {
                drop(e);
                throw e;
            }
            committed = new DayEnd(firstId + records, fileNumber, nextOffset);
            wroteAhead = false;
            staging.clear();
            count = committed.count();
        }
        return CommittedIds.run(folder.day(), firstId, records);
    }

    /** Drops what waits for a commit, and gives the files free. */
    @Override
    public void close() throws IOException {
        staging.clear();
        try {
            if (wroteAhead) {
                cutBack();
            }
        } finally {
            try {
                closeData();
            } finally {
                index.close();
            }
        }
    }

    private void stage(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        int file = Layout.fileNumber(count + staging.records());
        if (file != fileNumber) {
            beginFile(file);
        }
        if (!staging.hasRoom(Layout.RECORD_PAYLOAD)) {
            writeData();
        }
        int length = payload.remaining();
        staging.header(epochSeconds, length);
        int end = payload.limit();
        int from = payload.position() + staging.payload(payload, payload.position());
        while (from < end) {
            writeData();
            from += staging.payload(payload, from);
        }
        staging.entry(file, nextOffset, type);
        nextOffset += Layout.RECORD_PAYLOAD + length;
    }

    private void write() throws IOException {
        if (folder.isFinished()) {
            throw new DayFinishedException(folder.day());
        }
        writeData();
        forceIfAsked(data);
        index.write(staging.indexToWrite(), Layout.entryOffset(count));
        forceIfAsked(index);
    }

    /** Writes the staged data to the data file, where no reader looks before the index tells of it. */
    private void writeData() throws IOException {
        if (!staging.hasData()) {
            return;
        }
        requireUndisturbed();
        wroteAhead = true;
        if (data == null) {
            data = open(folder.data(fileNumber));
        }
        ByteBuffer bytes = staging.dataToWrite();
        int length = bytes.remaining();
        data.write(bytes, writtenOffset);
        writtenOffset += length;
        staging.clearData();
    }

    private void beginFile(int file) throws IOException {
        writeData();
        if (data != null) {
            forceIfAsked(data);
            data.close();
            data = null;
        }
        fileNumber = file;
        writtenOffset = 0;
        nextOffset = 0;
    }

    /** Programs that know no lock may append, too: their records are kept, and ours go behind them. */
    private void requireUndisturbed() throws IOException {
        long length = index.length();
        long want = Layout.entryOffset(count);
        if (length == want) {
            return;
        }
        String what = DayFolder.name(folder.day()) + "/" + Layout.INDEX + " has " + length + " bytes, want " + want
                + ": another program wrote to it";
        if (length < want) {
            throw new CorruptLogException(what + ", and records are gone. Stop it, and open the day again");
        }
        closeData();
        standAt(new DayRecovery(folder).run());
        throw new IOException(what + ". Its records are kept, what waited for a commit was dropped: append it again");
    }

    private void drop(IOException cause) {
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
        closeData();
        if (index.length() > Layout.entryOffset(committed.count())) {
            index.cut(Layout.entryOffset(committed.count()));
            // Else a crash could leave entries of the dropped records over the data of the next ones.
            forceIfAsked(index);
        }
        DataFiles.cutTo(folder, committed);
        wroteAhead = false;
    }

    private DiskFile open(Path path) throws IOException {
        boolean absent = !folder.disk().exists(path);
        DiskFile file = folder.disk().open(path);
        if (absent && policy.kind() == FsyncPolicy.Kind.COMMIT) {
            try {
                folder.disk().forceFolder(folder.path());
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
        return file;
    }

    private void forceIfAsked(DiskFile file) throws IOException {
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            file.force();
        }
    }

    private void closeData() throws IOException {
        if (data != null) {
            DiskFile closing = data;
            data = null;
            closing.close();
        }
    }

    private void standAt(DayEnd end) {
        staging.clear();
        committed = end;
        fileNumber = end.fileNumber();
        writtenOffset = end.offset();
        nextOffset = end.offset();
        count = end.count();
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
