package io.remotelog.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;

/** Prints the payload as it is, and a newline. */
final class RawFormat implements RecordFormat {
    private final PayloadBytes bytes = new PayloadBytes();

    @Override
    public void write(LocalDate day, long id, int epochSeconds, short type, ByteBuffer payload, OutputStream out)
            throws IOException {
        bytes.take(payload);
        out.write(bytes.array(), 0, bytes.length());
        out.write('\n');
    }
}
