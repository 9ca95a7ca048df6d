package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bugs that stores were caught with, each as a store would have it whose code was wrong: planted below it, in what it asks of
 * the disk.
 */
final class PlantedBugs {
    private PlantedBugs() {}

    /** By what they are. */
    static Map<String, Plant> all() {
        Map<String, Plant> bugs = new LinkedHashMap<>();
        bugs.put(
                "acknowledges a commit before its journal is forced",
                (disk, play) -> new Forces(disk, play, "journal"));
        bugs.put(
                "frees the journal before data files are forced", (disk, play) -> new Forces(disk, play, "data000000"));
        bugs.put("frees the journal before the index is forced", (disk, play) -> new Forces(disk, play, "index"));
        bugs.put("does not force the notes of producers", (disk, play) -> new Forces(disk, play, "producers"));
        bugs.put(
                "writes the notes of producers behind their records",
                (disk, play) -> new Later(disk, "producers", "index"));
        bugs.put("does not force the names of files", (disk, play) -> new NoForceFolder(disk));
        bugs.put("forces nothing of what a recovery accepts", RecoveryWithoutForce::new);
        bugs.put("takes a second fsync for a remedy of a failed one", (disk, play) -> new ForceAgain(disk));
        bugs.put("writes the index before the data", (disk, play) -> new Later(disk, "data000000", "index"));
        bugs.put("counts records before data and index are written", (disk, play) -> new Later(disk, "index", "none"));
        bugs.put("takes a zero tail for records", (disk, play) -> new Gullible(disk, play, true));
        bugs.put("does not act on checksums", (disk, play) -> new Gullible(disk, play, false));
        bugs.put("believes that a failed fsync left all on the disk", (disk, play) -> new NoError(disk));
        bugs.put("does not cut off what a commit left that was refused", (disk, play) -> new NoCut(disk, play, false));
        bugs.put("does not cut off a torn tail", (disk, play) -> new NoCut(disk, play, true));
        return bugs;
    }

    private static boolean isOfRecords(String name) {
        return name.startsWith(Layout.DATA_PREFIX) || name.equals(Layout.INDEX) || name.equals(Layout.CHECKSUMS);
    }

    /** Forces all files but one kind. */
    private static final class Forces extends ForwardingDisk {
        private final Play play;
        private final String name;

        Forces(Disk disk, Play play, String name) {
            super(disk);
            this.play = play;
            this.name = name;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void force() throws IOException {
                    // Recovery has a bug of its own.
                    if (play.isRecovering() || !name().startsWith(name)) {
                        super.force();
                    }
                }
            };
        }
    }

    private static final class NoForceFolder extends ForwardingDisk {
        NoForceFolder(Disk disk) {
            super(disk);
        }

        @Override
        public void forceFolder(Path folder) {
            // That is the bug.
        }
    }

    private static final class RecoveryWithoutForce extends ForwardingDisk {
        private final Play play;

        RecoveryWithoutForce(Disk disk, Play play) {
            super(disk);
            this.play = play;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void force() throws IOException {
                    if (!play.isRecovering() || !isOfRecords(name())) {
                        super.force();
                    }
                }
            };
        }
    }

    private static final class ForceAgain extends ForwardingDisk {
        ForceAgain(Disk disk) {
            super(disk);
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void force() throws IOException {
                    try {
                        super.force();
                    } catch (IOException e) {
                        super.force();
                    }
                }
            };
        }
    }

    /** Holds writes to one file back until those to another one are done, or until the next operation of another kind. */
    private static final class Later extends ForwardingDisk {
        private final String held;
        private final String until;
        private final List<Write> waiting = new ArrayList<>();

        private record Write(ForwardingFile file, ByteBuffer bytes, long offset) {}

        Later(Disk disk, String held, String until) {
            super(disk);
            this.held = held;
            this.until = until;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new HoldingFile(opened);
        }

        private void writeHeld() throws IOException {
            List<Write> writes = List.copyOf(waiting);
            waiting.clear();
            for (Write write : writes) {
                ((HoldingFile) write.file).writeNow(write.bytes, write.offset);
            }
        }

        private final class HoldingFile extends ForwardingFile {
            HoldingFile(DiskFile file) {
                super(file);
            }

            void writeNow(ByteBuffer bytes, long offset) throws IOException {
                super.write(bytes, offset);
            }

            @Override
            public void write(ByteBuffer bytes, long offset) throws IOException {
                if (name().equals(held)) {
                    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes);
                    waiting.add(new Write(this, copy.flip(), offset));
                    return;
                }
                super.write(bytes, offset);
                if (name().equals(until)) {
                    writeHeld();
                }
            }

            @Override
            public long length() throws IOException {
                writeHeld();
                return super.length();
            }

            @Override
            public void cut(long length) throws IOException {
                writeHeld();
                super.cut(length);
            }

            @Override
            public void force() throws IOException {
                writeHeld();
                super.force();
            }

            @Override
            public void close() throws IOException {
                writeHeld();
                super.close();
            }
        }
    }

    /** Takes a failed force for one that did it. */
    private static final class NoError extends ForwardingDisk {
        NoError(Disk disk) {
            super(disk);
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void force() {
                    try {
                        super.force();
                    } catch (IOException e) {
                        return;
                    }
                }
            };
        }
    }

    /** A recovery that finds each checksum right; or else zeros to be the header of an empty record, with the right checksum. */
    private static final class Gullible extends ForwardingDisk {
        private final FaultyDisk disk;
        private final Play play;
        private final boolean zeros;

        Gullible(FaultyDisk disk, Play play, boolean zeros) {
            super(disk);
            this.disk = disk;
            this.play = play;
            this.zeros = zeros;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void read(ByteBuffer bytes, long offset) throws IOException {
                    int from = bytes.position();
                    super.read(bytes, offset);
                    if (!play.isRecovering()) {
                        return;
                    }
                    if (zeros && name().startsWith(Layout.DATA_PREFIX)) {
                        ByteBuffer index = RawDay.bytes(disk.beside(Faults.NONE), path().resolveSibling(Layout.INDEX));
                        makeRecords(index, bytes, from, offset);
                    } else if (name().equals(Layout.CHECKSUMS)) {
                        makeRight(path().getParent(), bytes, from, offset);
                    }
                }
            };
        }

        /** Where the index tells of a record. */
        private static void makeRecords(ByteBuffer index, ByteBuffer bytes, int from, long offset) {
            for (int entry = 0; entry + Layout.ENTRY_BYTES <= index.limit(); entry += Layout.ENTRY_BYTES) {
                long at = from + index.getLong(entry + Layout.ENTRY_OFFSET) - offset;
                if (at >= from
                        && at + Layout.RECORD_PAYLOAD <= bytes.position()
                        && bytes.getShort((int) at) == 0
                        && bytes.getLong((int) at + Short.BYTES) == 0) {
                    bytes.putShort((int) at, Layout.MAGIC);
                }
            }
        }

        private void makeRight(Path day, ByteBuffer bytes, int from, long offset) throws IOException {
            Disk others = disk.beside(Faults.NONE);
            ByteBuffer index = RawDay.bytes(others, day.resolve(Layout.INDEX));
            ByteBuffer data = RawDay.bytes(others, day.resolve(DayFolder.dataName(0)));
            if (zeros) {
                makeRecords(index, data.position(data.limit()), 0, 0);
            }
            int first = (int) (offset / Layout.CHECKSUM_BYTES);
            for (int at = from; at + Layout.CHECKSUM_BYTES <= bytes.position(); at += Layout.CHECKSUM_BYTES) {
                Optional<Sent> record = whole(index, data, first + (at - from) / Layout.CHECKSUM_BYTES);
                if (record.isPresent() && (!zeros || record.get().isBlank())) {
                    Sent right = record.get();
                    bytes.putInt(at, new Checksum().of(ByteBuffer.wrap(right.record()), right.type()));
                }
            }
        }
    }

    private static Optional<Sent> whole(ByteBuffer index, ByteBuffer data, int id) {
        try {
            return Optional.of(RawDay.record(index, data, id, "planted"));
        } catch (Violation | IndexOutOfBoundsException notWhole) {
            return Optional.empty();
        }
    }

    /** Cuts nothing off, in recovery or after a refusal. */
    private static final class NoCut extends ForwardingDisk {
        private final Play play;
        private final boolean inRecovery;

        NoCut(Disk disk, Play play, boolean inRecovery) {
            super(disk);
            this.play = play;
            this.inRecovery = inRecovery;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void cut(long length) throws IOException {
                    if (play.isRecovering() != inRecovery || name().startsWith(Layout.JOURNAL)) {
                        super.cut(length);
                    }
                }
            };
        }
    }
}
