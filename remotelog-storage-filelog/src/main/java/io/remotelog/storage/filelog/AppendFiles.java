package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The files of the day that is appended to: the index, the checksums, and the data files that were written and are not forced
 * yet. One thread writes; another one may {@link #force} meanwhile, but not while files are closed or cut.
 */
final class AppendFiles implements Closeable {
    private final DayFolder folder;
    private final DiskFile index;
    private final DiskFile checksums;

    /** Whether data files that are left are forced through their handles; else {@link #leaveData} closes them. */
    private final boolean forced;

    /** Guarded by this. */
    private final Queue<Left> left = new ArrayDeque<>();

    /** A data file that is written no more, and not forced yet. */
    private record Left(int number, DiskFile file) {}

    /** Absent until the first record of the data file. */
    private volatile DiskFile data;

    /** The same file, to be written past the system's cache; absent until that is wanted. */
    private DiskFile direct;

    private int dataNumber;

    /** Whether the folder has names that it was not forced with. */
    private volatile boolean newNames;

    AppendFiles(DayFolder folder, boolean forced) throws IOException {
        this.folder = folder;
        this.forced = forced;
        index = open(folder.index());
        try {
            checksums = open(folder.checksums());
        } catch (IOException e) {
            index.close();
            throw e;
        }
    }

    long indexLength() throws IOException {
        return index.length();
    }

    /** Whether the index has so many records, and not a byte more. */
    boolean indexEndsAt(long count) throws IOException {
        return index.endsAt(Layout.entryOffset(count));
    }

    void writeData(int number, ByteBuffer bytes, long offset) throws IOException {
        useData(number);
        data.write(bytes, offset);
    }

    /**
     * As {@link #writeData}, of much that will be forced soon: its whole blocks go past the system's cache, if they lie in memory
     * as they will in the file. That saves the copy into new pages of the cache, and the wait for all of them at the force.
     */
    void writeDataAhead(int number, ByteBuffer bytes, long offset, int blockBytes) throws IOException {
        useData(number);
        int before = (int) (-offset & (blockBytes - 1));
        int whole = (bytes.remaining() - before) & -blockBytes;
        int from = bytes.position() + before;
        if (!forced || whole <= 0 || bytes.alignmentOffset(from, blockBytes) != 0) {
            data.write(bytes, offset);
            return;
        }
        int end = bytes.limit();
        data.write(bytes.limit(from), offset);
        directData().write(bytes.limit(from + whole), offset + before);
        data.write(bytes.limit(end), offset + before + whole);
    }

    private DiskFile directData() throws IOException {
        if (direct == null) {
            direct = folder.disk().openDirect(folder.data(dataNumber));
        }
        return direct;
    }

    private void useData(int number) throws IOException {
        if (data == null || number != dataNumber) {
            leaveData();
            data = open(folder.data(number));
            dataNumber = number;
        }
    }

    void writeChecksums(ByteBuffer bytes, long firstId) throws IOException {
        checksums.write(bytes, Layout.checksumOffset(firstId));
    }

    void writeIndex(ByteBuffer bytes, long firstId) throws IOException {
        index.write(bytes, Layout.entryOffset(firstId));
    }

    /** Writes the records of a journal's block, as they were committed, and tells where they end. */
    DayEnd write(JournalBlock block) throws IOException {
        if (block.isForced()) {
            try (IndexRebuild rebuild = new IndexRebuild(folder, block.start())) {
                rebuild.run(block.endId(), index);
                return rebuild.end();
            }
        }
        ByteBuffer entries = ByteBuffer.allocate(block.records() * Layout.ENTRY_BYTES);
        ByteBuffer sums = ByteBuffer.allocate(block.records() * Layout.CHECKSUM_BYTES);
        Checksum checksum = new Checksum();
        ByteBuffer record = block.data().duplicate();
        int at = 0;
        for (int i = 0; i < block.records(); i++) {
            short type = block.types().getShort(i * Short.BYTES);
            int end = at + Layout.RECORD_PAYLOAD + block.data().getInt(at + Layout.RECORD_LENGTH);
            entries.putShort((short) block.fileNumber())
                    .putLong(block.offset() + at)
                    .putShort(type);
            sums.putInt(checksum.of(record.limit(end).position(at), type));
            at = end;
        }
        writeData(block.fileNumber(), block.data().duplicate(), block.offset());
        writeChecksums(sums.flip(), block.firstId());
        writeIndex(entries.flip(), block.firstId());
        return new DayEnd(block.endId(), block.fileNumber(), block.offset() + at);
    }

    /** Forces all that was written before it is called: the data first, and the index last. */
    void force() throws IOException {
        forceRecords();
        index.force();
    }

    /** Forces data and checksums, so that the index may tell of them. */
    void forceRecords() throws IOException {
        if (newNames) {
            newNames = false;
            forceFolder();
        }
        forceLeftData();
        DiskFile current = data;
        if (current != null) {
            current.force();
        }
        checksums.force();
    }

    /** Takes the data files as they are by now: another program wrote to them. All of them must be forced. */
    void forgetData() throws IOException {
        forgetDataAfter(-1);
    }

    /** Cuts the index off; {@link #cutTo} comes next. */
    void cutIndexTo(DayEnd end) throws IOException {
        index.cut(Layout.entryOffset(end.count()));
    }

    /** Cuts off what is beyond an end of which the index tells no more. */
    void cutTo(DayEnd end) throws IOException {
        // A data file of which nothing is left is removed: what is written through its handle would be gone.
        forgetDataAfter(end.offset() == 0 ? end.fileNumber() - 1 : end.fileNumber());
        if (forced) {
            // Else a crash could leave entries of the dropped records over the data of the next ones.
            index.force();
        }
        checksums.cut(Layout.checksumOffset(end.count()));
        DataFiles.cutTo(folder, end);
    }

    @Override
    public void close() throws IOException {
        try {
            forgetData();
        } finally {
            try {
                checksums.close();
            } finally {
                index.close();
            }
        }
    }

    private DiskFile open(Path path) throws IOException {
        if (!folder.disk().exists(path)) {
            newNames = true;
        }
        return folder.disk().open(path);
    }

    private synchronized void leaveData() throws IOException {
        if (data != null) {
            if (forced) {
                left.add(new Left(dataNumber, data));
            } else {
                data.close();
            }
            data = null;
        }
        closeDirect();
    }

    private void closeDirect() throws IOException {
        if (direct != null) {
            direct.close();
            direct = null;
        }
    }

    private synchronized void forgetDataAfter(int number) throws IOException {
        if (data != null && dataNumber > number) {
            closeDirect();
            data.close();
            data = null;
        }
        for (Left file : left) {
            if (file.number() > number) {
                file.file().close();
            }
        }
        left.removeIf(file -> file.number() > number);
    }

    private void forceFolder() throws IOException {
        try {
            folder.disk().forceFolder(folder.path());
        } catch (IOException e) {
            newNames = true;
            throw e;
        }
    }

    private synchronized void forceLeftData() throws IOException {
        while (!left.isEmpty()) {
            left.element().file().force();
            left.remove().file().close();
        }
    }
}
