package io.remotelog.storage.filelog;

import io.netty.buffer.PooledByteBufAllocator;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.FrameLimits;
import io.remotelog.protocol.sync.LongRecords;
import io.remotelog.protocol.sync.MasterSession;
import io.remotelog.protocol.sync.MessageType;
import io.remotelog.protocol.sync.v2.Greetings;
import io.remotelog.protocol.sync.v2.Hello;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import io.remotelog.protocol.sync.v2.MasterEnd;
import io.remotelog.protocol.sync.v2.Message;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The master's end of a simulated connection: greets, and does for the state machine of either version what its handler does
 * for it on a socket. One thread.
 */
final class SimMasterLink implements SimSocket.Owner, MasterEnd.Listener {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SILENCE_OF_VERSION_ONE = Duration.ofMinutes(3);

    private final SimWorld world;
    private final SimMaster master;
    private final SimSocket socket;
    private final SimWire wire;
    private MasterSession one;
    private MasterEnd two;
    private Subscription subscription;
    private long heardAtNanos;
    private boolean ended;
    private boolean pumpUnderWay;
    private long timerAt = Long.MAX_VALUE;

    SimMasterLink(SimWorld world, SimMaster master, SimSocket socket) {
        this.world = world;
        this.master = master;
        this.socket = socket;
        wire = new SimWire(FrameLimits.OF_MASTER, this::receive);
        heardAtNanos = world.time.now();
        socket.ownedBy(this);
        subscription = master.store().subscribeToDurable(this::pumpSoon);
        master.after(TICK, "tick of a link", this::tick);
    }

    boolean isLinked() {
        return one != null || (two != null && two.isLinked());
    }

    @Override
    public void received(byte[] bytes) {
        run(() -> {
            heardAtNanos = world.time.now();
            wire.receive(bytes);
        });
    }

    @Override
    public void writable() {
        pumpSoon();
    }

    @Override
    public void closed() {
        master.step("link closed", () -> end("the connection is closed"));
    }

    private void receive(Object decoded) throws IOException {
        if (two != null) {
            two.receive((Message) decoded);
        } else if (one == null
                && decoded instanceof Frame frame
                && frame.type() == MessageType.GREETING
                && Greetings.isOfReplica(frame.text())) {
            String nonce = Greetings.nonce();
            socket.send(wire.encode(Frame.ofText(MessageType.GREETING_REPLY, Greetings.ofMaster(nonce))));
            wire.takeUpVersionTwo();
            two = new MasterEnd(
                    master.store(),
                    master::currentDay,
                    master.clock(),
                    PooledByteBufAllocator.DEFAULT,
                    Optional.empty(),
                    nonce,
                    this);
        } else {
            if (one == null) {
                one = new MasterSession(
                        master.store(),
                        master::currentDay,
                        master.clock(),
                        PooledByteBufAllocator.DEFAULT,
                        LongRecords.UNBOUNDED,
                        day -> world.trace.tell("master: told that it is finished, " + day + ", which is absent"));
                master.linked(this);
            }
            one.receive((Frame) decoded);
        }
    }

    /** Does something of this link, and says what there is to say; what goes wrong is the end of it. */
    private void run(SimHost.Step step) {
        master.step("link", () -> {
            if (ended) {
                return;
            }
            try {
                step.run();
                pump();
            } catch (LinkRefusedException e) {
                end("refused, " + e.refusal());
            } catch (IOException e) {
                end(e.getMessage());
            }
        });
    }

    private void pumpSoon() {
        if (!pumpUnderWay && !ended) {
            pumpUnderWay = true;
            master.after(Duration.ZERO, "link", () -> {
                pumpUnderWay = false;
                run(() -> {});
            });
        }
    }

    private void pump() throws IOException {
        if (two != null) {
            pumpMessages();
        } else if (one != null && socket.isDrained()) {
            // A frame at a time, each when the one before has left.
            Optional<Frame> frame = one.nextFrame();
            if (frame.isPresent()) {
                socket.send(wire.encode(frame.get()));
            } else {
                pumpAt(one.nanosToNextFrame());
            }
        }
    }

    private void pumpMessages() throws IOException {
        while (socket.isWritable()) {
            Optional<Message> message = two.nextMessage();
            if (message.isEmpty()) {
                pumpAt(two.nanosToNextMessage());
                return;
            }
            boolean welcome = message.get() instanceof Message.Welcomes;
            socket.send(wire.encode(message.get()));
            if (welcome && two.compresses()) {
                wire.compress();
            }
        }
    }

    private void pumpAt(long nanos) {
        long at = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : world.time.now() + Math.max(1, nanos);
        boolean sooner = timerAt <= world.time.now() || at < timerAt;
        if (at != Long.MAX_VALUE && sooner) {
            timerAt = at;
            master.after(Duration.ofNanos(at - world.time.now()), "link", () -> run(() -> {}));
        }
    }

    private void tick() {
        if (ended) {
            return;
        }
        run(() -> {
            if (two != null) {
                two.tick();
            } else if (world.time.now() - heardAtNanos > SILENCE_OF_VERSION_ONE.toNanos()) {
                throw new IOException("the replica is silent");
            }
        });
        master.after(TICK, "tick of a link", this::tick);
    }

    /** Ends the link; what was sent still arrives. */
    void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        world.trace.tell("master: link ended: " + reason);
        socket.close();
        master.ended(this);
        subscription.close();
        wire.end();
        try {
            if (one != null) {
                one.close();
            }
            if (two != null) {
                two.close();
            }
        } catch (IOException e) {
            world.trace.tell("master: link did not end in order: " + e.getMessage());
        }
    }

    /** The process is gone. */
    void died(boolean powerCut) {
        ended = true;
        wire.end();
        if (!powerCut) {
            socket.killed(world.random);
        }
    }

    @Override
    public boolean mayGo(int payloadBytes) {
        return true;
    }

    @Override
    public void admit(Hello hello) {
        world.trace.tell("master: hello, last " + hello.last() + ", unfinished " + hello.unfinished() + ", next "
                + hello.next());
    }

    @Override
    public void linked(Hello hello, Position from) {
        world.trace.tell("master: linked from " + from);
        if (hello.next().isEmpty()) {
            world.truth.linkedEmpty();
        }
        master.linked(this);
    }

    @Override
    public void acked(Position durable) {}

    @Override
    public void needs(LocalDate oldest) {
        world.truth.needs(oldest);
    }

    @Override
    public void dayFinished(LocalDate day, long count) {
        world.trace.tell("master: all of " + day + " is sent, " + count + " records");
    }

    @Override
    public void stopped(Position at, String reason) {
        world.trace.tell("master: stopped at " + at + ": " + reason);
    }

    @Override
    public void missing(String gap) {
        world.trace.tell("master: gap " + gap);
    }
}
