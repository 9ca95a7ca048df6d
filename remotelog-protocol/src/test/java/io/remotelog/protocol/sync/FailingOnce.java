package io.remotelog.protocol.sync;

import io.remotelog.api.ForwardingWriter;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecoveryReport;
import java.io.IOException;
import java.time.LocalDate;

/** A writer that fails to open a day when a test asks for it. */
final class FailingOnce extends ForwardingWriter {
    boolean failNextOpen;

    FailingOnce(LogWriter writer) {
        super(writer);
    }

    @Override
    public RecoveryReport open(LocalDate day) throws IOException {
        if (failNextOpen) {
            failNextOpen = false;
            throw new IOException("planted");
        }
        return super.open(day);
    }
}
