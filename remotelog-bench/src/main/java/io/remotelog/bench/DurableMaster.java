package io.remotelog.bench;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.Position;
import io.remotelog.master.Master;
import io.remotelog.master.MasterConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A master without ports, on a store that acknowledges what is on the disk. */
@State(Scope.Benchmark)
public class DurableMaster {
    private BenchFolder folder;
    private LogStore store;
    private Master master;
    private ByteBuffer payload;

    /** Starts it. */
    @Setup(Level.Trial)
    public void start(Payload given) throws IOException {
        payload = given.buffer();
        folder = new BenchFolder();
        store = LogStores.open(folder.durableStore());
        master = Master.start(
                store,
                MasterConfig.defaults()
                        .withGrpcAddress(Optional.empty())
                        .withSyncAddress(Optional.empty())
                        .withZone(Optional.of(ZoneOffset.UTC)));
    }

    /** Ends it, and removes what it wrote. */
    @TearDown(Level.Trial)
    public void end() throws IOException {
        master.close();
        store.close();
        folder.close();
    }

    /** Appends a record; somebody is told when it is acknowledged. */
    CompletableFuture<Position> appendAsync() {
        return master.commitDataAsync(7, payload);
    }

    /** Appends a record, and waits until it is acknowledged. */
    Position append() throws IOException {
        return master.commitData(7, payload);
    }
}
