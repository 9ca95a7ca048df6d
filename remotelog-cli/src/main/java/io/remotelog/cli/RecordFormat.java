package io.remotelog.cli;

import io.remotelog.api.LogRecord;
import java.io.IOException;
import java.io.OutputStream;

/** One of the ways in which {@code scan} prints a record. One thread. */
interface RecordFormat {
    /** Prints a record. */
    void write(LogRecord record, OutputStream out) throws IOException;

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
