package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * How much of a day is known to be in its files, as the file {@code checkpoint} says: up to there every record, its index
 * entry and its checksum were written, so that what is missing was lost. Beyond it lies what a crash can have torn.
 *
 * <p>Under {@code fsync=never} what was written need not be on the disk: it can be counted on while the machine has not been
 * started again.
 *
 * <p>The file has two places for it, which take turns, so that one is whole at any time. All integers are big-endian.
 *
 * <pre>
 * place, 64 bytes, at 0 and at 4,096
 * offset size field
 *      0    4 magic 0x524C4350 "RLCP"
 *      4    2 version 1
 *      6    2 how the writer left the day: 0 in order, 1 to 3 open under fsync=commit, interval, never
 *      8    8 sequence: of two whole places the higher one counts; it is at its remainder by 2
 *     16    8 number of records
 *     24    4 data file of the last record
 *     28    8 end of that record in its data file
 *     36   16 the start of the machine under which the writer had the day open; zeros if not known
 *     52    8 number of records that survive a loss of power: at most those above
 *     60    4 CRC32C of the 60 bytes before
 * </pre>
 *
 * @param sequence counts the checkpoints of the day, from 1
 * @param end the records, and where the last one ends
 * @param left how the writer left the day
 * @param boot the start of the machine, see {@link Disk#bootId}
 * @param durable how many of the records survive a loss of power
 */
record Checkpoint(long sequence, DayEnd end, Left left, UUID boot, long durable) {
    private static final int MAGIC = 0x524C4350;
    private static final short VERSION = 1;
    private static final int PLACE_BYTES = 64;
    private static final int CHECKED_BYTES = PLACE_BYTES - Integer.BYTES;

    /** So that both are never in one block of the disk. */
    private static final int PLACE_DISTANCE = 4096;

    private static final UUID UNKNOWN = new UUID(0, 0);

    /** How a writer left a day. */
    enum Left {
        /** Closed: what is beyond the checkpoint is not this writer's. */
        IN_ORDER(0),
        /** Open under this policy: what is beyond the checkpoint may be torn. */
        OPEN_COMMIT(1),
        OPEN_INTERVAL(2),
        OPEN_NEVER(3);

        private final short code;

        Left(int code) {
            this.code = (short) code;
        }

        static Left open(FsyncPolicy policy) {
            return switch (policy.kind()) {
                case COMMIT -> OPEN_COMMIT;
                case INTERVAL -> OPEN_INTERVAL;
                case NEVER -> OPEN_NEVER;
            };
        }

        private static Optional<Left> ofCode(short code) {
            return Arrays.stream(values()).filter(left -> left.code == code).findFirst();
        }
    }

    /** The checkpoint that the file of a day has; empty if there is no such file, or nothing whole in it. */
    static Optional<Checkpoint> read(DayFolder folder) throws IOException {
        try (DiskFile file = folder.disk().openToRead(folder.checkpoint())) {
            Optional<Checkpoint> first = read(file, 0);
            Optional<Checkpoint> second = read(file, PLACE_DISTANCE);
            if (first.isEmpty() || second.isEmpty()) {
                return first.or(() -> second);
            }
            return first.get().sequence > second.get().sequence ? first : second;
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Where in the file of a day something else is written in place of a checkpoint. */
    static List<Long> brokenPlaces(DayFolder folder) throws IOException {
        List<Long> broken = new ArrayList<>();
        try (DiskFile file = folder.disk().openToRead(folder.checkpoint())) {
            for (long place : new long[] {0, PLACE_DISTANCE}) {
                ByteBuffer bytes = ByteBuffer.allocate(PLACE_BYTES);
                file.read(bytes, place);
                boolean written = !bytes.flip().equals(ByteBuffer.allocate(bytes.limit()));
                if (written && read(file, place).isEmpty()) {
                    broken.add(place);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return broken;
    }

    /** The first one of a day that has none; all of its records are on the disk. */
    static Checkpoint first(DayEnd end, Left left, Disk disk) {
        return new Checkpoint(1, end, left, boot(disk), end.count());
    }

    /** The one that comes after this one; all of its records are on the disk. */
    Checkpoint next(DayEnd nextEnd, Left nextLeft, Disk disk) {
        return new Checkpoint(sequence + 1, nextEnd, nextLeft, boot(disk), nextEnd.count());
    }

    /** The one that comes after this one, of which no more records are known to be on the disk. */
    Checkpoint nextWritten(DayEnd nextEnd, Left nextLeft, Disk disk) {
        return new Checkpoint(sequence + 1, nextEnd, nextLeft, boot(disk), durable);
    }

    /** The one that comes after this one when the journal was put back. What lies beyond is as torn as it was before. */
    Checkpoint replayed(DayEnd nextEnd) {
        return new Checkpoint(sequence + 1, nextEnd, Left.OPEN_COMMIT, boot, nextEnd.count());
    }

    /** How many records can be counted on to be there. */
    long acknowledged(Disk disk) {
        return isOfThisBoot(disk) ? end.count() : durable;
    }

    /** Whether the machine is known not to have been started since, so that no written byte was lost. */
    boolean isOfThisBoot(Disk disk) {
        return !boot.equals(UNKNOWN) && boot.equals(boot(disk));
    }

    /** Writes it to the file of the day, and forces that. */
    void write(DiskFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PLACE_BYTES);
        bytes.putInt(MAGIC).putShort(VERSION).putShort(left.code).putLong(sequence);
        bytes.putLong(end.count()).putInt(end.fileNumber()).putLong(end.offset());
        bytes.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
        bytes.putLong(durable);
        bytes.putInt(CHECKED_BYTES, crc(bytes));
        file.write(bytes.clear(), place(sequence));
        file.force();
    }

    private static Optional<Checkpoint> read(DiskFile file, long place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(PLACE_BYTES);
        file.read(bytes, place);
        if (bytes.hasRemaining() || bytes.getInt(CHECKED_BYTES) != crc(bytes)) {
            return Optional.empty();
        }
        bytes.flip();
        int magic = bytes.getInt();
        short version = bytes.getShort();
        Optional<Left> left = Left.ofCode(bytes.getShort());
        if (magic != MAGIC || version != VERSION || left.isEmpty()) {
            return Optional.empty();
        }
        long sequence = bytes.getLong();
        DayEnd end = new DayEnd(bytes.getLong(), bytes.getInt(), bytes.getLong());
        UUID boot = new UUID(bytes.getLong(), bytes.getLong());
        long durable = bytes.getLong();
        return place(sequence) == place
                ? Optional.of(new Checkpoint(sequence, end, left.get(), boot, durable))
                : Optional.empty();
    }

    private static long place(long sequence) {
        return sequence % 2 * PLACE_DISTANCE;
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().position(0).limit(CHECKED_BYTES));
        return (int) crc.getValue();
    }

    private static UUID boot(Disk disk) {
        try {
            return UUID.fromString(disk.bootId());
        } catch (IllegalArgumentException e) {
            return UNKNOWN;
        }
    }
}
