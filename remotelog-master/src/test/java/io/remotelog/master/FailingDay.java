package io.remotelog.master;

import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.time.LocalDate;

/** A writer that can neither finish nor remove one day, until a test lets it. */
final class FailingDay extends ForwardingWriter {
    private LocalDate failing;

    FailingDay(LogWriter writer, LocalDate failing) {
        super(writer);
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
    public void finish(LocalDate day) throws IOException {
        requireNot(day);
        super.finish(day);
    }

    @Override
    public void delete(LocalDate day) throws IOException {
        requireNot(day);
        super.delete(day);
    }
}
