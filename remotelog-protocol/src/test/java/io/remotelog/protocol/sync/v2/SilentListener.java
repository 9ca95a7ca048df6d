package io.remotelog.protocol.sync.v2;

import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import java.time.Instant;
import java.time.LocalDate;

/** Of a replica whose test looks elsewhere. */
final class SilentListener implements ReplicaEnd.Listener {
    @Override
    public void connected() {}

    @Override
    public void lineageChanged() {}

    @Override
    public void dayFinished(LocalDate day) {}

    @Override
    public void gap(Gap gap) {}

    @Override
    public void stopped(Position at, String reason) {}

    @Override
    public void highWater(Position highWater, Instant at) {}
}
