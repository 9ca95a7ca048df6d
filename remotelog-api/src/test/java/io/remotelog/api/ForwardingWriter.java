package io.remotelog.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/** Hands every call on to another writer, of a mirror if need be: a test overrides the one that is to fail. */
public class ForwardingWriter implements MirrorWriter {
    private final LogWriter writer;

    /** Hands on to this writer. */
    public ForwardingWriter(LogWriter writer) {
        this.writer = writer;
    }

    @Override
    public RecoveryReport open(LocalDate day) throws IOException {
        return writer.open(day);
    }

    @Override
    public void append(int epochSeconds, short type, ByteBuffer payload) throws IOException {
        writer.append(epochSeconds, type, payload);
    }

    @Override
    public void note(UUID producer, long sequence, int records) throws IOException {
        writer.note(producer, sequence, records);
    }

    @Override
    public Optional<ProducerTable> producers() {
        return writer.producers();
    }

    @Override
    public CommittedIds commit() throws IOException {
        return writer.commit();
    }

    @Override
    public void finish(LocalDate day) throws IOException {
        writer.finish(day);
    }

    @Override
    public void delete(LocalDate day) throws IOException {
        writer.delete(day);
    }

    @Override
    public void adopt(Lineage lineage) throws IOException {
        ((MirrorWriter) writer).adopt(lineage);
    }

    @Override
    public void note(Gap gap) throws IOException {
        ((MirrorWriter) writer).note(gap);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
