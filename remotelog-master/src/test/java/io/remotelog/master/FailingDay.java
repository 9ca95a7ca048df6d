package io.remotelog.master;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;

/** A writer that can neither finish nor remove one day, until a test lets it. */
final class FailingDay implements LogWriter {
    private final LogWriter writer;
    private LocalDate failing;

    FailingDay(LogWriter writer, LocalDate failing) {
        this.writer = writer;
        this.failing = failing;
    }

    void mend() {
        failing = null;
    }

    private void requireNot(LocalDate day) throws IOException {
        if (day.equals(failing)) {
            throw new IOException("planted for " + day);
        }
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
    public CommittedIds commit() throws IOException {
        return writer.commit();
    }

    @Override
    public void finish(LocalDate day) throws IOException {
        requireNot(day);
        writer.finish(day);
    }

    @Override
    public void delete(LocalDate day) throws IOException {
        requireNot(day);
        writer.delete(day);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
