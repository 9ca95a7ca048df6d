package io.remotelog.cli;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.RecordCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Reads a day of two stores in step, up to the first record in which they differ. One thread.
 *
 * <p>Nothing is allocated per record, and no more is held than the cursors do.
 */
final class DayComparison {
    /** So many records are told of at once: a call for each would cost more than to compare it. */
    private static final int PROGRESS_RECORDS = 4096;

    private static final String READABLE = "one that can be read";

    private final LocalDate day;
    private final RecordCursor a;
    private final RecordCursor b;
    private final RecordDigest digest;
    private final CompareProgress progress;
    private long bytes;

    DayComparison(LocalDate day, RecordCursor a, RecordCursor b, RecordDigest digest, CompareProgress progress) {
        this.day = day;
        this.a = a;
        this.b = b;
        this.digest = digest;
        this.progress = progress;
    }

    /** Compares so many records; both stores have them. */
    Optional<Difference> run(long count) throws IOException {
        for (long id = 0; id < count; id++) {
            Optional<Difference> found = compareNext(id);
            if (found.isPresent()) {
                return found;
            }
            if ((id + 1) % PROGRESS_RECORDS == 0) {
                progress.step(PROGRESS_RECORDS);
            }
        }
        progress.step(count % PROGRESS_RECORDS);
        return Optional.empty();
    }

    /** How many bytes the payloads had that were compared. */
    long bytes() {
        return bytes;
    }

    private Optional<Difference> compareNext(long id) throws IOException {
        Optional<String> brokenA = goOn(a);
        Optional<String> brokenB = goOn(b);
        if (brokenA.isPresent() || brokenB.isPresent()) {
            return Optional.of(new Difference(day, id, "record", brokenA.orElse(READABLE), brokenB.orElse(READABLE)));
        }
        if (a.epochSeconds() != b.epochSeconds()) {
            return different(id, "time", a.epochSeconds(), b.epochSeconds());
        }
        if (a.type() != b.type()) {
            return different(id, "type", a.type(), b.type());
        }
        ByteBuffer ofA = a.payload();
        ByteBuffer ofB = b.payload();
        if (ofA.remaining() != ofB.remaining()) {
            return different(id, "length of the payload", ofA.remaining(), ofB.remaining());
        }
        int at = ofA.mismatch(ofB);
        if (at >= 0) {
            String what = "byte " + at + " of the payload";
            return Optional.of(new Difference(day, id, what, hex(ofA, at), hex(ofB, at)));
        }
        bytes += ofA.remaining();
        digest.add(a.epochSeconds(), a.type(), ofA);
        return Optional.empty();
    }

    /** Goes to the next record, and says what is there if that is none. */
    private static Optional<String> goOn(RecordCursor cursor) throws IOException {
        try {
            return cursor.next() ? Optional.empty() : Optional.of("no record");
        } catch (CorruptLogException e) {
            return Optional.of("'" + e.getMessage() + "'");
        }
    }

    private Optional<Difference> different(long id, String what, long gotA, long gotB) {
        return Optional.of(new Difference(day, id, what, Long.toString(gotA), Long.toString(gotB)));
    }

    private static String hex(ByteBuffer bytes, int at) {
        return String.format("%02X", bytes.get(bytes.position() + at));
    }
}
