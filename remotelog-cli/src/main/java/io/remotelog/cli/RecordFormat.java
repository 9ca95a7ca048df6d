package io.remotelog.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.LocalDate;

/** One of the ways in which {@code scan} prints a record. One thread. */
interface RecordFormat {
    /**
     * Prints a record.
     *
     * @param epochSeconds the record's time
     * @param payload from its position to its limit; its position may be moved
     */
    void write(LocalDate day, long id, int epochSeconds, short type, ByteBuffer payload, OutputStream out)
            throws IOException;

    /** The names that {@code --format} takes. */
    enum Name {
        /** A readable line. */
        text {
            @Override
            RecordFormat create() {
                return new TextFormat();
            }
        },
        /** A JSON object a line. */
        json {
            @Override
            RecordFormat create() {
                return new JsonLineFormat();
            }
        },
        /** The payload's bytes. */
        raw {
            @Override
            RecordFormat create() {
                return new RawFormat();
            }
        };

        abstract RecordFormat create();
    }
}
