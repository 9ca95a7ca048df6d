package io.remotelog.protocol.sync.v2;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import io.remotelog.api.Gap;
import io.remotelog.api.LogClock;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.LongRecords;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The two ends of a link in one thread, with the codec between them. What one says, the other has at once. */
final class Link {
    /** What the master's listener was told. */
    final List<String> master = new ArrayList<>();
    /** What the replica's listener was told. */
    final List<String> replica = new ArrayList<>();
    /** What went over, in lines such as {@code Records 2026-11-22/0+3}. */
    final List<String> messages = new ArrayList<>();

    private final LongRecords longRecords;
    final MasterEnd masterEnd;
    final ReplicaEnd replicaEnd;
    final Wires down = new Wires();
    final Wires up = new Wires();
    /** Why each side gave the link up, if it did. */
    IOException masterFailure;

    IOException replicaFailure;

    Link(Node masterNode, Node replicaNode, LogClock clock, Supplier<LocalDate> currentDay) throws IOException {
        this(masterNode, replicaNode, clock, currentDay, Proof.nonce());
    }

    Link(Node masterNode, Node replicaNode, LogClock clock, Supplier<LocalDate> currentDay, String nonce)
            throws IOException {
        longRecords = bytes -> masterNode.longRecords.mayGo(bytes);
        masterEnd = new MasterEnd(
                masterNode.store,
                currentDay,
                clock,
                UnpooledByteBufAllocator.DEFAULT,
                masterNode.token,
                nonce,
                new MasterListener());
        replicaEnd = new ReplicaEnd(replicaNode.mirror, replicaNode.identity(), clock, nonce, new ReplicaListener());
    }

    /** Lets both talk until neither has anything to say. */
    Link run() {
        boolean said = true;
        while (said) {
            said = masterSays(Integer.MAX_VALUE);
            said |= replicaSays();
        }
        return this;
    }

    /** Lets the master send at most so many messages, which the replica takes. */
    boolean masterSays(int most) {
        boolean said = false;
        for (int i = 0; i < most; i++) {
            Optional<Message> message = nextOfMaster();
            if (message.isEmpty()) {
                break;
            }
            said = true;
            messages.add(text(message.get()));
            boolean compress = message.get() instanceof Message.Welcomes && masterEnd.compresses();
            takeByReplica(message.get());
            if (compress) {
                down.encoder.compress();
            }
        }
        return said;
    }

    private Optional<Message> nextOfMaster() {
        if (masterFailure == null) {
            try {
                return masterEnd.nextMessage();
            } catch (IOException e) {
                masterFailure = e;
            }
        }
        return Optional.empty();
    }

    private void takeByReplica(Message sent) {
        try {
            for (Message message : down.carry(sent)) {
                try {
                    if (replicaFailure == null) {
                        replicaEnd.receive(message);
                    }
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
            if (replicaFailure == null && !replicaEnd.commit().isZero()) {
                replicaEnd.commitNow();
            }
        } catch (IOException e) {
            replicaFailure = e;
            if (e instanceof LinkRefusedException refused && !refused.isOfTheOther()) {
                takeByMaster(new Message.Refuses(refused.refusal()));
            }
        }
    }

    /** Lets the replica say all that it has to. */
    boolean replicaSays() {
        boolean said = false;
        try {
            while (replicaFailure == null) {
                Optional<Message> message = replicaEnd.nextMessage();
                if (message.isEmpty()) {
                    break;
                }
                said = true;
                messages.add(text(message.get()));
                takeByMaster(message.get());
            }
        } catch (IOException e) {
            replicaFailure = e;
        }
        return said;
    }

    private void takeByMaster(Message sent) {
        try {
            for (Message message : up.carry(sent)) {
                if (masterFailure == null) {
                    masterEnd.receive(message);
                }
            }
        } catch (IOException e) {
            masterFailure = e;
        }
    }

    /** Does what both do once a second. */
    void tick() {
        try {
            masterEnd.tick();
        } catch (IOException e) {
            masterFailure = e;
        }
        try {
            replicaEnd.tick();
        } catch (IOException e) {
            replicaFailure = e;
        }
    }

    MasterEnd.Listener masterListener() {
        return new MasterListener();
    }

    void close() throws IOException {
        masterEnd.close();
        down.close();
        up.close();
    }

    Refusal masterRefusal() {
        return ((LinkRefusedException) masterFailure).refusal();
    }

    Refusal replicaRefusal() {
        return ((LinkRefusedException) replicaFailure).refusal();
    }

    private static String text(Message message) {
        return message instanceof Message.Records records
                ? "Records " + records.day() + "/" + records.firstId() + "+" + records.count()
                : message.getClass().getSimpleName()
                        + (message instanceof Message.DayFinished finished ? " " + finished.day() : "");
    }

    private final class MasterListener implements MasterEnd.Listener {
        @Override
        public boolean mayGo(int payloadBytes) {
            return longRecords.mayGo(payloadBytes);
        }

        @Override
        public void admit(Hello hello) {
            master.add("admit " + hello.name().orElse(""));
        }

        @Override
        public void linked(Hello hello, Position from) {
            master.add("linked from " + from);
        }

        @Override
        public void acked(Position durable) {
            master.add("acked " + durable);
        }

        @Override
        public void needs(LocalDate oldest) {
            master.add("needs " + oldest);
        }

        @Override
        public void dayFinished(LocalDate day, long count) {
            master.add("finished " + day + " of " + count);
        }

        @Override
        public void stopped(Position at, String reason) {
            master.add("stopped " + at + ": " + reason);
        }

        @Override
        public void missing(String gap) {
            master.add("missing " + gap);
        }
    }

    private final class ReplicaListener implements ReplicaEnd.Listener {
        @Override
        public void connected() {
            replica.add("connected");
        }

        @Override
        public void lineageChanged() {
            replica.add("lineage changed");
        }

        @Override
        public void dayFinished(LocalDate day) {
            replica.add("finished " + day);
        }

        @Override
        public void gap(Gap gap) {
            replica.add("gap " + gap);
        }

        @Override
        public void stopped(Position at, String reason) {
            replica.add("stopped " + at + ": " + reason);
        }

        @Override
        public void highWater(Position highWater, Instant at) {
            replica.add("high water " + highWater + " at " + at);
        }
    }
}
