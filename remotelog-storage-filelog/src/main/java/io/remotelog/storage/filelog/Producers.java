package io.remotelog.storage.filelog;

import io.remotelog.api.Position;
import io.remotelog.api.ProducedRun;
import io.remotelog.api.ProducerTable;
import io.remotelog.api.WaitingNotes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a writer remembers of producers, in memory and in {@link ProducersFile}. One thread, but for {@link #forceWritten}.
 *
 * <p>Notes are in the file before their records are in the log. What a crash left there is held against the log with the first
 * day that is opened, see {@link NotedRecords}; then, and when it has grown, the file is written anew.
 */
final class Producers implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Producers.class);

    private final Disk disk;
    private final Path root;
    private final FsyncPolicy policy;
    private final ProducersFile file;
    private final boolean remembers;
    private final ProducerTable table = new ProducerTable();
    private final WaitingNotes notes = new WaitingNotes(table);

    /** The checksum of the last record of each run in the table, and of some that are not any more. */
    private Map<Position, Integer> lastChecksums = new HashMap<>();

    /** What was written of the waiting notes. */
    private List<NotedRun> written = List.of();

    /** What the file held, until it was held against the log. */
    private Optional<ProducersFile.Content> found;

    private Producers(
            Disk disk,
            Path root,
            FsyncPolicy policy,
            Sizes sizes,
            boolean remembers,
            Optional<ProducersFile.Content> found) {
        this.disk = disk;
        this.root = root;
        this.policy = policy;
        this.remembers = remembers;
        this.found = found;
        file = new ProducersFile(disk, root, sizes.stagingBytes());
    }

    /** Those of a store that is taken for writing. */
    static Producers read(Disk disk, Path root, FsyncPolicy policy, Sizes sizes) throws IOException {
        Optional<ProducersFile.Content> found = ProducersFile.read(disk, root);
        found.ifPresent(content -> content.broken().forEach(broken -> tell(root, broken)));
        return new Producers(disk, root, policy, sizes, true, found);
    }

    private static void tell(Path root, ProducersFile.Broken broken) {
        LOG.error(
                "{} at {}: {} bytes are no notes of producers; what is sent again may be appended again",
                root.resolve(Layout.PRODUCERS),
                broken.from(),
                broken.to() - broken.from());
    }

    /** Those of a mirror, which takes what its master has. */
    static Producers none(Disk disk, Path root) {
        return new Producers(disk, root, FsyncPolicy.NEVER, Sizes.DEFAULT, false, Optional.empty());
    }

    /** What is remembered; empty if nothing ever is. */
    Optional<ProducerTable> table() {
        return remembers ? Optional.of(table) : Optional.empty();
    }

    /** Holds what a crash left against the log, unless that was done before: a day was brought in order, and has so many records. */
    void settle(DayFolder opened, long count) throws IOException {
        if (found.isEmpty()) {
            return;
        }
        ProducersFile.Content content = found.get();
        List<NotedRun> inLog = inLog(content.runs(), opened, count);
        for (NotedRun noted : inLog) {
            ProducedRun run = noted.run();
            if (table.nextSequence(run.producer()).orElse(run.sequence()) != run.sequence()) {
                // What was between is not known any more.
                table.forget(run.producer());
            }
            table.add(run, noted.epochSeconds());
            lastChecksums.put(noted.last(), noted.lastChecksum());
        }
        if (content.isCommitted() && content.runs().equals(inLog)) {
            file.goOn(content);
        } else {
            renewSoon();
        }
        found = Optional.empty();
    }

    private void renewSoon() {
        file.distrust();
        try {
            renew();
        } catch (IOException e) {
            LOG.warn("{}; tried again with the next commit", e.getMessage(), e);
        }
    }

    /** Notes that the last of the records that wait are a producer's. */
    void note(UUID producer, long sequence, int records, int waiting, long epochSeconds) {
        notes.add(producer, sequence, records, waiting, epochSeconds);
    }

    /**
     * Makes the file right for a commit that is about to write its records: nothing of an earlier one that was refused is
     * left, and what is noted is there.
     *
     * @param begin where the first of the records goes
     */
    void beforeCommit(Position begin, Staging staging) throws IOException {
        if (notes.isEmpty() && !file.hasRefused() && !file.isBroken()) {
            return;
        }
        renewIfDue();
        boolean changed = file.hasRefused();
        if (changed) {
            file.cutRefused();
        }
        if (!notes.isEmpty()) {
            written = noted(begin, staging);
            file.add(written);
            changed = true;
        }
        if (changed && policy.kind() == FsyncPolicy.Kind.COMMIT) {
            file.force();
        }
    }

    /** The commit was made. */
    void committed(Position begin) {
        if (!notes.isEmpty()) {
            file.keep();
            written.forEach(note -> lastChecksums.put(note.last(), note.lastChecksum()));
            notes.committed(begin);
        }
    }

    /**
     * Makes durable the notes of what was committed, which is about to be made durable. Any thread. If that fails the file is
     * written anew before the next commit, and the records do not wait for it.
     */
    void forceWritten() {
        if (policy.kind() == FsyncPolicy.Kind.COMMIT) {
            // Each commit does, and has to see it if that fails.
            return;
        }
        try {
            file.forceWritten();
        } catch (IOException e) {
            LOG.warn("{}; written anew with the next commit", e.getMessage(), e);
        }
    }

    /** The records that waited were dropped. */
    void dropped() {
        notes.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private List<NotedRun> inLog(List<NotedRun> runs, DayFolder opened, long count) throws IOException {
        Map<LocalDate, NotedRecords> days = new HashMap<>();
        List<NotedRun> inLog = new ArrayList<>();
        try {
            days.put(opened.day(), NotedRecords.of(opened, count));
            for (NotedRun noted : runs) {
                LocalDate day = noted.run().first().day();
                NotedRecords records = days.get(day);
                if (records == null) {
                    records = NotedRecords.of(DayFolder.of(disk, root, day), policy);
                    days.put(day, records);
                }
                records.find(noted).ifPresent(inLog::add);
            }
        } finally {
            for (NotedRecords records : days.values()) {
                records.close();
            }
        }
        return inLog;
    }

    private void renew() throws IOException {
        Map<Position, Integer> checksums = new HashMap<>();
        List<NotedRun> runs = new ArrayList<>();
        table.forEach((run, epochSeconds) -> {
            Position last = NotedRun.last(run);
            int checksum = lastChecksums.get(last);
            checksums.put(last, checksum);
            runs.add(NotedRun.committed(run, epochSeconds, checksum));
        });
        // Those that are not in the table any more would be more and more.
        lastChecksums = checksums;
        file.renew(runs);
    }

    private void renewIfDue() throws IOException {
        if (file.isBroken() || (file.isAbsent() && !notes.isEmpty())) {
            renew();
        } else if (!notes.isEmpty() && file.isGrown()) {
            try {
                renew();
            } catch (IOException e) {
                if (file.isBroken()) {
                    throw e;
                }
                LOG.warn("{}; it grows on", e.getMessage(), e);
                file.growOn();
            }
        }
    }

    private List<NotedRun> noted(Position begin, Staging staging) {
        return notes.all().stream()
                .map(note -> NotedRun.note(
                        note.at(begin),
                        note.epochSeconds(),
                        staging.checksums(note.first(), note.first() + note.records())))
                .toList();
    }
}
