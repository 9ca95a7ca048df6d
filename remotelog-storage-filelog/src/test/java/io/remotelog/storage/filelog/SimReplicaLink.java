package io.remotelog.storage.filelog;

import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.FrameLimits;
import io.remotelog.protocol.sync.MessageType;
import io.remotelog.protocol.sync.ReplicaSession;
import io.remotelog.protocol.sync.SyncProtocolException;
import io.remotelog.protocol.sync.v2.Greetings;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import io.remotelog.protocol.sync.v2.Message;
import io.remotelog.protocol.sync.v2.ReplicaEnd;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The replica's end of a simulated connection: does for the state machine of either version what its handler does for it on a
 * socket. One thread.
 */
final class SimReplicaLink implements SimSocket.Owner, ReplicaSession.Listener, ReplicaEnd.Listener {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration GREETING_SILENCE = Duration.ofSeconds(10);
    private static final Duration OF_USE = Duration.ofSeconds(10);

    private final SimWorld world;
    private final SimReplica replica;
    private final SimSocket socket;
    private final SimWire wire;
    private final Position begunAt;
    private final long begunAtNanos;
    /** Null as long as it is only greeted. */
    private SimLinkVersion version;

    private Subscription subscription = () -> {};
    private boolean ended;
    private boolean commitDue;
    private boolean wakeUpUnderWay;

    SimReplicaLink(SimWorld world, SimReplica replica, SimSocket socket) {
        this.world = world;
        this.replica = replica;
        this.socket = socket;
        wire = new SimWire(FrameLimits.OF_REPLICA, this::receive);
        begunAt = replica.mirror().next();
        begunAtNanos = world.time.now();
        socket.ownedBy(this);
    }

    void begin() {
        run(() -> {
            if (world.options.version() == 1) {
                version = new SimLinkVersion.One(new ReplicaSession(replica.mirror(), replica.clock(), this));
            } else {
                socket.send(wire.encode(Frame.ofText(MessageType.GREETING, Greetings.ofReplica())));
            }
        });
        replica.after(TICK, "tick of a link", this::tick);
    }

    @Override
    public void received(byte[] bytes) {
        run(() -> {
            if (version != null) {
                version.heard();
            }
            wire.receive(bytes);
            Duration wait = version == null ? Duration.ZERO : version.commit();
            if (!wait.isZero() && !commitDue) {
                commitDue = true;
                replica.after(wait, "commit", () -> {
                    commitDue = false;
                    run(version::commitNow);
                });
            }
        });
    }

    private void receive(Object decoded) throws IOException {
        if (version != null) {
            version.receive(decoded);
            return;
        }
        Frame frame = (Frame) decoded;
        if (frame.type() != MessageType.GREETING_REPLY || !Greetings.isOfMaster(frame.text())) {
            throw new SyncProtocolException(frame + " from a master, want GREETING_REPLY first");
        }
        version = new SimLinkVersion.Two(new ReplicaEnd(
                replica.mirror(), replica.identity(), replica.clock(), Greetings.nonceOf(frame.text()), this));
        wire.takeUpVersionTwo();
        subscription = replica.mirror().store().subscribe(this::wakeUp);
    }

    private void wakeUp() {
        if (!wakeUpUnderWay) {
            wakeUpUnderWay = true;
            replica.after(Duration.ZERO, "ack", () -> {
                wakeUpUnderWay = false;
                run(version::ackIfDue);
            });
        }
    }

    private void tick() {
        if (ended) {
            return;
        }
        run(() -> {
            if (version != null) {
                version.tick();
            } else if (world.time.now() - begunAtNanos >= GREETING_SILENCE.toNanos()) {
                throw new SyncProtocolException("no answer from the master");
            }
        });
        replica.after(TICK, "tick of a link", this::tick);
    }

    /** Does something of this link, and says what there is to say; what goes wrong is the end of it. */
    private void run(SimHost.Step step) {
        replica.step("link", () -> {
            if (ended) {
                return;
            }
            try {
                step.run();
                send();
            } catch (IOException e) {
                fail(e);
            }
        });
    }

    private void send() throws IOException {
        while (version != null && socket.isWritable()) {
            Optional<?> next = version.next();
            if (next.isEmpty()) {
                return;
            }
            if (next.get() instanceof Message.Ack ack) {
                world.truth.acked(ack.durable());
            }
            socket.send(wire.encode(next.get()));
        }
    }

    private void fail(IOException reason) {
        if (reason instanceof LinkRefusedException refusal) {
            if (!refusal.isOfTheOther()) {
                socket.send(wire.encode(new Message.Refuses(refusal.refusal())));
            }
            // Not when the master says it: the replica whose hello it answers may have died since.
            world.truth.refused(refusal.refusal());
            replica.refused(refusal.refusal());
        }
        end("link ended: " + reason.getMessage());
    }

    private void end(String reason) {
        if (!ended) {
            stop();
            world.trace.tell("replica: " + reason);
            boolean wasOfUse =
                    !replica.mirror().next().equals(begunAt) || world.time.now() - begunAtNanos > OF_USE.toNanos();
            replica.ended(wasOfUse);
        }
    }

    /** Ends the link, and no other one comes. */
    void stop() {
        ended = true;
        socket.close();
        subscription.close();
        if (version != null) {
            version.discard();
        }
        wire.end();
    }

    /** The process is gone. */
    void died(boolean powerCut) {
        ended = true;
        if (!powerCut) {
            socket.killed(world.random);
        }
        if (version != null) {
            version.discard();
        }
        wire.end();
    }

    @Override
    public void writable() {
        run(() -> {});
    }

    @Override
    public void closed() {
        replica.step("link closed", () -> end("the master ended the link"));
    }

    @Override
    public void connected() {
        world.trace.tell("replica: linked, at " + replica.mirror().next());
    }

    @Override
    public void lineageChanged() {}

    @Override
    public void dayFinished(LocalDate day) {
        world.trace.tell("replica: " + day + " finished");
    }

    @Override
    public void gap(Position from) {
        throw new Violation("a gap from " + from + " on: the master says nothing of that day");
    }

    @Override
    public void gap(Gap gap) {
        world.trace.tell("replica: gap " + gap);
    }

    @Override
    public void ignored(String what) {
        world.trace.tell("replica: ignored " + what);
    }

    @Override
    public void stopped(Position at, String reason) {
        world.trace.tell("replica: stopped at " + at + ": " + reason);
    }

    @Override
    public void highWater(Position highWater, Instant at) {}
}
