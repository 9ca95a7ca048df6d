package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        bugs.put("does not force its checkpoints", (disk, play) -> new Forces(disk, play, "checkpoint"));
        bugs.put("does not force the names of files", (disk, play) -> new NoForceFolder(disk));
        bugs.put("forces nothing of what a recovery accepts", RecoveryWithoutForce::new);
        bugs.put("takes a second fsync for a remedy of a failed one", (disk, play) -> new ForceAgain(disk));
        bugs.put("writes the index before the data", (disk, play) -> new Later(disk, "data000000", "index"));
        bugs.put("counts records before data and index are written", (disk, play) -> new Later(disk, "index", "none"));
        bugs.put("takes a zero tail for records", ZeroTail::new);
        bugs.put("does not act on checksums", (disk, play) -> new NoChecksums(disk));
        bugs.put("does not cut off what a commit left that was refused", (disk, play) -> new NoCut(disk, play, false));
        bugs.put("does not cut off a torn tail", (disk, play) -> new NoCut(disk, play, true));
        return bugs;
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
                    if (!play.isRecovering()) {
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

    /** Where a recovery finds zeros instead of a record's header, it makes out an empty record; and it knows no checksums. */
    private static final class ZeroTail extends ForwardingDisk {
        private final Play play;

        ZeroTail(Disk disk, Play play) {
            super(new NoChecksums(disk));
            this.play = play;
        }

        @Override
        DiskFile file(DiskFile opened) {
            return new ForwardingFile(opened) {
                @Override
                public void read(ByteBuffer bytes, long offset) throws IOException {
                    int from = bytes.position();
                    super.read(bytes, offset);
                    if (play.isRecovering() && name().startsWith(Layout.DATA_PREFIX)) {
                        for (int at = from; at + Layout.RECORD_PAYLOAD <= bytes.position(); at++) {
                            if (bytes.getShort(at) == 0 && bytes.getLong(at + Short.BYTES) == 0) {
                                bytes.putShort(at, Layout.MAGIC);
                            }
                        }
                    }
                }
            };
        }
    }

    /** Makes each checksum out to be missing. */
    private static final class NoChecksums extends ForwardingDisk {
        NoChecksums(Disk disk) {
            super(disk);
        }

        @Override
        DiskFile file(DiskFile opened) {
            if (!opened.path().getFileName().toString().equals(Layout.CHECKSUMS)) {
                return opened;
            }
            return new ForwardingFile(opened) {
                @Override
                public long length() {
                    return 0;
                }

                @Override
                public void read(ByteBuffer bytes, long offset) {
                    // As if there was nothing.
                }
            };
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
