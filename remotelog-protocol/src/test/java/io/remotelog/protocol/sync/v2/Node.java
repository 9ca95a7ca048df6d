package io.remotelog.protocol.sync.v2;

import io.remotelog.api.DayLog;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Sample;
import io.remotelog.protocol.security.Token;
import io.remotelog.protocol.sync.LongRecords;
import io.remotelog.protocol.sync.Mirror;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** One log of a test, and the role that it has: first none, then that of a master or of a replica. */
final class Node {
    final TamperedStore store = new TamperedStore();
    Optional<Token> token = Optional.empty();
    boolean compression;
    int maxRecordBytes = 1 << 20;
    LongRecords longRecords = LongRecords.UNBOUNDED;
    OptionalLong maxRate = OptionalLong.empty();
    int historyDays = 1000;
    Mirror mirror;
    private LogWriter writer;

    /** One that a writer has opened. */
    static Node master() throws IOException {
        Node node = new Node();
        node.beMaster();
        return node;
    }

    static Node replica() throws IOException {
        Node node = new Node();
        node.beReplica();
        return node;
    }

    /** Promotes a replica, and is what a start of a master is. */
    void beMaster() throws IOException {
        stop();
        writer = store.writer(ZoneOffset.UTC);
        mirror = null;
    }

    void beReplica() throws IOException {
        stop();
        MirrorWriter mirrorWriter = store.mirrorWriter(ZoneOffset.UTC);
        writer = mirrorWriter;
        mirror = new Mirror(store, mirrorWriter, LocalDate.EPOCH, report -> {});
    }

    private void stop() throws IOException {
        if (writer != null) {
            writer.close();
        }
    }

    /** Makes this a copy of another log: records, lineage and all. */
    static Node cloneOf(Node original) throws IOException {
        Node copy = new Node();
        copy.copyRecords(original);
        copy.adopt(original.store.lineage().orElseThrow());
        return copy;
    }

    /** Appends all that another log has. The writer of this one is a mirror's. */
    void copyRecords(Node original) throws IOException {
        stop();
        writer = store.mirrorWriter(ZoneOffset.UTC);
        for (LocalDate day : original.store.days()) {
            append(day, Sample.all(original.store, day));
            if (original.store.find(day).orElseThrow().isFinished()) {
                finish(day);
            }
        }
    }

    void adopt(Lineage lineage) throws IOException {
        ((MirrorWriter) writer).adopt(lineage);
    }

    void append(LocalDate day, List<Sample> samples) throws IOException {
        writer.open(day);
        for (Sample sample : samples) {
            sample.appendTo(writer);
        }
        writer.commit();
    }

    /** Appends records with these numbers. */
    void append(LocalDate day, int from, int count) throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            samples.add(Sample.numbered(i));
        }
        append(day, samples);
    }

    void appendText(LocalDate day, String payload) throws IOException {
        append(day, List.of(Sample.of(1_772_236_800, 1, payload)));
    }

    void finish(LocalDate day) throws IOException {
        writer.finish(day);
    }

    void delete(LocalDate day) throws IOException {
        writer.delete(day);
    }

    ReplicaIdentity identity() {
        return new ReplicaIdentity(
                Optional.of("berlin"), new UUID(1, 1), token, compression, maxRecordBytes, maxRate, historyDays);
    }

    /** All that the log has, in lines such as {@code 2026-11-22 finished [...]}. */
    List<String> content() throws IOException {
        List<String> lines = new ArrayList<>();
        for (LocalDate day : store.days()) {
            DayLog log = store.find(day).orElseThrow();
            lines.add(day + (log.isFinished() ? " finished " : " ") + Sample.all(store, day));
        }
        return lines;
    }
}
