package io.remotelog.storage.filelog;

import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** The files of a day, made byte by byte and not by the store, so that a test knows where everything is. */
final class DayFiles {
    static final LocalDate DAY = LocalDate.of(2026, 11, 25);

    private final DayFolder folder;
    private final byte[] index;
    private final byte[] data;
    private final byte[] checksums;
    private final List<Integer> offsets;

    private DayFiles(DayFolder folder, byte[] index, byte[] data, byte[] checksums, List<Integer> offsets) {
        this.folder = folder;
        this.index = index;
        this.data = data;
        this.checksums = checksums;
        this.offsets = offsets;
    }

    /** Of one data file. */
    static DayFiles of(Path root, int records, IntFunction<Sample> record) throws IOException {
        List<Integer> offsets = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < records; i++) {
            samples.add(record.apply(i));
            offsets.add(end);
            end += 10 + samples.get(i).payload().remaining();
        }
        offsets.add(end);
        ByteBuffer data = ByteBuffer.allocate(end);
        ByteBuffer index = ByteBuffer.allocate(12 * records);
        ByteBuffer checksums = ByteBuffer.allocate(4 * records);
        for (int i = 0; i < records; i++) {
            Sample sample = samples.get(i);
            ByteBuffer payload = sample.payload().duplicate();
            data.putShort((short) 0x4B86)
                    .putInt(sample.epochSeconds())
                    .putInt(payload.remaining())
                    .put(payload);
            index.putShort((short) 0).putLong(offsets.get(i)).putShort(sample.type());
            ByteBuffer whole = data.duplicate().limit(data.position()).position(offsets.get(i));
            checksums.putInt(new Checksum().of(whole, sample.type()));
        }
        DayFolder folder = DayFolder.of(new SystemDisk(), root, DAY);
        DayFiles files = new DayFiles(folder, index.array(), data.array(), checksums.array(), offsets);
        files.writeAll();
        return files;
    }

    DayFolder folder() {
        return folder;
    }

    int records() {
        return offsets.size() - 1;
    }

    /** Where a record begins; of the number of records, where the last one ends. */
    int offset(int id) {
        return offsets.get(id);
    }

    DayEnd end(int records) {
        return new DayEnd(records, 0, offset(records));
    }

    byte[] index() {
        return index.clone();
    }

    byte[] data() {
        return data.clone();
    }

    byte[] checksums() {
        return checksums.clone();
    }

    /** Makes the files as they were first, without a checkpoint. */
    void writeAll() throws IOException {
        Files.createDirectories(folder.path());
        for (String name : Places.names(folder.path())) {
            Path path = folder.path().resolve(name);
            if (Files.isRegularFile(path)) {
                Files.delete(path);
            }
        }
        put(Layout.INDEX, index);
        put(DayFolder.dataName(0), data);
        put(Layout.CHECKSUMS, checksums);
    }

    void writeCheckpoint(Checkpoint.Left left) throws IOException {
        writeCheckpoint(end(records()), left);
    }

    void writeCheckpoint(DayEnd end, Checkpoint.Left left) throws IOException {
        try (DiskFile file = folder.disk().open(folder.checkpoint())) {
            Checkpoint.first(end, left, folder.disk()).write(file);
        }
    }

    byte[] get(String name) throws IOException {
        return Files.readAllBytes(folder.path().resolve(name));
    }

    void put(String name, byte[] bytes) throws IOException {
        Files.deleteIfExists(folder.path().resolve(name));
        Files.write(folder.path().resolve(name), bytes);
    }

    /** Changes bytes of a file. */
    void patch(String name, int at, byte... bytes) throws IOException {
        byte[] whole = get(name);
        System.arraycopy(bytes, 0, whole, at, bytes.length);
        put(name, whole);
    }

    void flip(String name, int at, int bit) throws IOException {
        byte[] whole = get(name);
        whole[at] ^= (byte) (1 << bit);
        put(name, whole);
    }

    void cut(String name, int length) throws IOException {
        byte[] whole = get(name);
        put(name, Arrays.copyOf(whole, length));
    }

    void delete(String name) throws IOException {
        Files.delete(folder.path().resolve(name));
    }
}
