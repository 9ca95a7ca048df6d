package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A store that leaves the disk to the operating system, with a day to append to that is a new one in each iteration. */
@State(Scope.Thread)
public class EmptyDay {
    private BenchFolder folder;
    private LogStore store;
    private LogWriter writer;
    private ByteBuffer payload;

    /** Opens the day. */
    @Setup(Level.Iteration)
    public void begin(Payload given) throws IOException {
        payload = given.buffer();
        folder = new BenchFolder();
        store = LogStores.open(folder.store());
        writer = store.writer(ZoneOffset.UTC);
        writer.open(LocalDate.of(2026, 1, 31));
    }

    /** Removes it. */
    @TearDown(Level.Iteration)
    public void end() throws IOException {
        writer.close();
        store.close();
        folder.close();
    }

    LogWriter writer() {
        return writer;
    }

    ByteBuffer payload() {
        return payload;
    }
}
