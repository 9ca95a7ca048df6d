package io.remotelog.bench;

import io.remotelog.replica.Mirroring;
import java.util.List;

/**
 * An empty replica that catches up with a finished day.
 *
 * @param name of its figure
 * @param payloadBytes the size of the day's payloads
 * @param protocol what the replica speaks
 * @param fsync the replica's policy
 */
record CatchUp(String name, int payloadBytes, Mirroring.Protocol protocol, String fsync) {
    static final List<Integer> PAYLOAD_BYTES = List.of(100, 1_024);

    /** All that are measured, those of one day together. */
    static List<CatchUp> all() {
        return List.of(
                new CatchUp("catchup100v2", 100, Mirroring.Protocol.AUTO, "commit"),
                new CatchUp("catchup100v2interval", 100, Mirroring.Protocol.AUTO, "interval=10ms"),
                new CatchUp("catchup100v1", 100, Mirroring.Protocol.V1, "commit"),
                new CatchUp("catchup1kv2", 1_024, Mirroring.Protocol.AUTO, "commit"),
                new CatchUp("catchup1kv2interval", 1_024, Mirroring.Protocol.AUTO, "interval=10ms"));
    }

    /** Small records count by their number, large ones by their bytes. */
    Figure figure(double recordsASecond) {
        return payloadBytes == 100
                ? new Figure(name, recordsASecond, "records/s")
                : new Figure(name, recordsASecond * payloadBytes / 1e6, "MB/s");
    }
}
