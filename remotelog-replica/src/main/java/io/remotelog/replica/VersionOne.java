package io.remotelog.replica;

import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.ReplicaSession;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A link of version 1. */
record VersionOne(ReplicaSession session) implements LinkVersion {
    @Override
    public void receive(Object received) throws IOException {
        session.receive((Frame) received);
    }

    @Override
    public Optional<Frame> next() {
        return session.nextFrame();
    }

    @Override
    public Duration commit() throws IOException {
        session.commit();
        return Duration.ZERO;
    }

    @Override
    public void tick() throws IOException {
        session.tick();
    }

    @Override
    public void heard() {
        session.heard();
    }

    @Override
    public void discard() {
        session.discard();
    }
}
