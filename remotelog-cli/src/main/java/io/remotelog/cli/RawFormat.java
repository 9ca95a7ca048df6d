package io.remotelog.cli;

import io.remotelog.api.LogRecord;
import java.io.IOException;
import java.io.OutputStream;

/** Prints the payload as it is, and a newline. */
final class RawFormat implements RecordFormat {
    private final PayloadBytes bytes = new PayloadBytes();

    @Override
    public void write(LogRecord record, OutputStream out) throws IOException {
        bytes.take(record.payload());
        out.write(bytes.array(), 0, bytes.length());
        out.write('\n');
    }
}
