package io.remotelog.storage.filelog;

import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.ReplicaSession;
import io.remotelog.protocol.sync.v2.Message;
import io.remotelog.protocol.sync.v2.ReplicaEnd;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The replica's state machine of either version, as its connection sees it. */
interface SimLinkVersion {
    void receive(Object decoded) throws IOException;

    Optional<?> next() throws IOException;

    /** How long it waits for more: {@link #commitNow()} is due after that; zero if it does not. */
    Duration commit() throws IOException;

    void commitNow() throws IOException;

    void ackIfDue() throws IOException;

    void tick() throws IOException;

    void heard();

    void discard();

    record One(ReplicaSession session) implements SimLinkVersion {
        @Override
        public void receive(Object decoded) throws IOException {
            session.receive((Frame) decoded);
        }

        @Override
        public Optional<?> next() {
            return session.nextFrame();
        }

        @Override
        public Duration commit() throws IOException {
            session.commit();
            return Duration.ZERO;
        }

        @Override
        public void commitNow() {}

        @Override
        public void ackIfDue() {}

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

    record Two(ReplicaEnd end) implements SimLinkVersion {
        @Override
        public void receive(Object decoded) throws IOException {
            end.receive((Message) decoded);
        }

        @Override
        public Optional<?> next() throws IOException {
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

        @Override
        public void discard() {}
    }
}
