package io.remotelog.replica;

import io.remotelog.protocol.sync.v2.Message;
import io.remotelog.protocol.sync.v2.ReplicaEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A link of version 2. */
record VersionTwo(ReplicaEnd end) implements LinkVersion {
    @Override
    public void receive(Object received) throws IOException {
        end.receive((Message) received);
    }

    @Override
    public Optional<Message> next() throws IOException {
        return end.nextMessage();
    }

    @Override
    public Duration commit() throws IOException {
        return end.commit();
    }

    @Override
    public void commitNow() throws IOException {
        end.commitNow();
    }

    @Override
    public void ackIfDue() throws IOException {
        end.ackIfDue();
    }

    @Override
    public void tick() throws IOException {
        end.tick();
    }

    @Override
    public void heard() {
        end.heard();
    }
}
