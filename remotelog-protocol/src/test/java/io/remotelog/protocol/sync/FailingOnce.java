package io.remotelog.protocol.sync;

import io.remotelog.api.CommittedIds;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;

/** A writer that fails to open a day when a test asks for it. */
final class FailingOnce implements LogWriter {
    private final LogWriter writer;
    boolean failNextOpen;

    FailingOnce(LogWriter writer) {
        this.writer = writer;
    }

    @Override
    public RecoveryReport open(LocalDate day) throws IOException {
        if (failNextOpen) {
            failNextOpen = false;
            throw new IOException("planted");
        }
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
        writer.finish(day);
    }

    @Override
    public void delete(LocalDate day) throws IOException {
        writer.delete(day);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
