package io.remotelog.replica;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import io.remotelog.api.Gap;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.FrameDecoder;
import io.remotelog.protocol.sync.FrameEncoder;
import io.remotelog.protocol.sync.ReplicaSession;
import io.remotelog.protocol.sync.SyncProtocolException;
import io.remotelog.protocol.sync.v2.Greetings;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import io.remotelog.protocol.sync.v2.Message;
import io.remotelog.protocol.sync.v2.MessageDecoder;
import io.remotelog.protocol.sync.v2.MessageEncoder;
import io.remotelog.protocol.sync.v2.ReplicaEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one link, of whichever version. Runs on the replica's thread. */
final class MirrorLink extends ChannelInboundHandlerAdapter implements ReplicaSession.Listener, ReplicaEnd.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorLink.class);

    private static final Duration OF_USE = Duration.ofSeconds(10);

    /** A message has so long at least, and longer the more of it has come: at this rate of bytes a second. */
    private static final long MESSAGE_SECONDS = 30;

    private static final int MIN_BYTES_PER_SECOND = 10 << 10;

    /** Besides a payload of the largest size, what a records message has. */
    private static final int OVERHEAD_BYTES = 1024;

    private final Dialer dialer;
    private final AtomicBoolean wakeUpUnderWay = new AtomicBoolean();
    private LinkVersion version;
    private MessageDecoder messages;
    private Subscription subscription;
    private ScheduledFuture<?> ticks;
    private boolean commitDue;
    private boolean broken;
    private boolean answered;
    private Position begunAt;
    private long begunAtNanos;
    private long partialSinceNanos = -1;
    private String endedBecause = "the master ended the link";

    MirrorLink(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws IOException {
        begunAt = dialer.mirror().next();
        begunAtNanos = dialer.clock().nanoTime();
        version = dialer.protocol() == Mirroring.Protocol.V1
                ? versionOne()
                : new Greeting(dialer.clock(), answer -> answered(ctx, answer));
        send(ctx);
        ticks = ctx.executor().scheduleWithFixedDelay(() -> tick(ctx), 1, 1, TimeUnit.SECONDS);
    }

    private LinkVersion versionOne() throws IOException {
        return new VersionOne(new ReplicaSession(dialer.mirror(), dialer.clock(), this));
    }

    private void answered(ChannelHandlerContext ctx, String answer) {
        try {
            if (Greetings.isOfMaster(answer)) {
                takeUpVersionTwo(ctx, Greetings.nonceOf(answer));
            } else if (dialer.protocol() == Mirroring.Protocol.V2) {
                throw new SyncProtocolException("the master speaks version 1 of the protocol only, want version 2");
            } else if (dialer.identity().token().isPresent()) {
                throw new SyncProtocolException("the master speaks version 1 of the protocol, which knows no tokens: it"
                        + " cannot prove that it has the one of --token-file");
            } else {
                version = versionOne();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeUpVersionTwo(ChannelHandlerContext ctx, String nonce) throws IOException {
        version = new VersionTwo(new ReplicaEnd(dialer.mirror(), dialer.identity(), dialer.clock(), nonce, this));
        ChannelPipeline pipeline = ctx.pipeline();
        messages = new MessageDecoder(Math.addExact(dialer.identity().maxRecordBytes(), OVERHEAD_BYTES) + (1 << 20));
        pipeline.replace(FrameEncoder.class, "encoder", new MessageEncoder());
        pipeline.addAfter(pipeline.context(FrameDecoder.class).name(), "messages", messages);
        // Last: what it holds of bytes goes on to the new decoder.
        pipeline.remove(FrameDecoder.class);
        subscription = dialer.mirror().store().subscribeToDurable(() -> wakeUp(ctx));
    }

    /** Of the store: what it has written may have become durable. */
    private void wakeUp(ChannelHandlerContext ctx) {
        if (wakeUpUnderWay.compareAndSet(false, true)) {
            ctx.executor().execute(() -> {
                wakeUpUnderWay.set(false);
                run(ctx, version::ackIfDue);
            });
        }
    }

    /** A handler before the decoder: a frame may take long to be whole, and its bytes are a sign of life. */
    ChannelHandler byteListener() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                if (version != null) {
                    version.heard();
                }
                ctx.fireChannelRead(bytes);
            }
        };
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) throws IOException {
        try {
            partialSinceNanos = -1;
            // What still comes after a failure does not follow on what was taken.
            if (!broken) {
                version.receive(received);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            LinkVersion.release(received);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        run(ctx, () -> {
            Duration wait = version.commit();
            if (!wait.isZero() && !commitDue) {
                commitDue = true;
                ScheduledFuture<?> unused =
                        ctx.executor().schedule(() -> commitNow(ctx), wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void commitNow(ChannelHandlerContext ctx) {
        commitDue = false;
        run(ctx, version::commitNow);
    }

    private void tick(ChannelHandlerContext ctx) {
        run(ctx, () -> {
            version.tick();
            requireProgress();
            removeDays(dialer.upkeep()::removeExcess);
        });
    }

    private void requireProgress() throws SyncProtocolException {
        int bytes = messages == null ? 0 : messages.partialBytes();
        long now = dialer.clock().nanoTime();
        if (bytes == 0) {
            partialSinceNanos = -1;
        } else if (partialSinceNanos < 0) {
            partialSinceNanos = now;
        } else {
            long seconds = TimeUnit.NANOSECONDS.toSeconds(now - partialSinceNanos);
            if (seconds > MESSAGE_SECONDS + bytes / MIN_BYTES_PER_SECOND) {
                throw new SyncProtocolException(
                        "a message of the master is not whole after " + seconds + " s: " + bytes + " bytes of it came");
            }
        }
    }

    /** What may fail in the middle of a link. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void run(ChannelHandlerContext ctx, Step step) {
        try {
            if (!broken && ctx.channel().isActive()) {
                step.run();
                send(ctx);
            }
        } catch (IOException | RuntimeException e) {
            exceptionCaught(ctx, e);
        }
    }

    private void send(ChannelHandlerContext ctx) throws IOException {
        // Heartbeats are not piled up before a master that does not read.
        while (ctx.channel().isWritable()) {
            Optional<?> next = version.next();
            if (next.isEmpty()) {
                break;
            }
            ChannelFuture unused = ctx.write(next.get());
        }
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (!broken) {
            String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
            boolean refused = cause instanceof LinkRefusedException;
            endedBecause = refused ? "refused: " + text : "link ended: " + text;
            answered = answered || refused;
            if (cause instanceof LinkRefusedException refusal) {
                tellRefusal(ctx, refusal);
            }
        }
        broken = true;
        if (!(cause instanceof IOException)) {
            LOG.error("link ended", cause);
        }
        ChannelFuture unused = ctx.close();
    }

    private void tellRefusal(ChannelHandlerContext ctx, LinkRefusedException refusal) {
        if (messages != null && !refusal.isOfTheOther()) {
            // The master's people are to know as well.
            ChannelFuture unused = ctx.writeAndFlush(new Message.Refuses(refusal.refusal()));
        }
        dialer.refused(refusal.refusal());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws IOException {
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (subscription != null) {
            subscription.close();
        }
        if (version != null) {
            version.discard();
        }
        String hint = answered
                ? ""
                : " before it answered: is the send flag the one of the master, and do both sides speak TLS, or neither?";
        dialer.ended(endedBecause + hint, wasOfUse());
    }

    /** Whether the mirror got on, or the link held for a while: else the next one waits longer. */
    private boolean wasOfUse() {
        return begunAt != null
                && (!dialer.mirror().next().equals(begunAt)
                        || dialer.clock().nanoTime() - begunAtNanos > OF_USE.toNanos());
    }

    @Override
    public void connected() {
        answered = true;
        dialer.connected();
    }

    @Override
    public void lineageChanged() {
        dialer.lineageChanged();
    }

    @Override
    public void dayFinished(LocalDate day) {
        LOG.info("day {} finished", day);
        removeDays(dialer.upkeep()::removeExpired);
    }

    /** What cannot be removed is no reason to end the link. */
    private static void removeDays(Step removal) {
        try {
            removal.run();
        } catch (IOException e) {
            LOG.error("expired days were not removed: {}", e.getMessage(), e);
        }
    }

    @Override
    public void gap(Position from) {
        LOG.warn(
                "gap: the master says nothing of day {} any more; what it held from id {} on is missing here."
                        + " Going on with the next day",
                from.day(),
                from.id());
    }

    @Override
    public void gap(Gap gap) {
        LOG.warn("gap: missing here is {}. Going on with what comes after it", gap);
    }

    @Override
    public void stopped(Position at, String reason) {
        LOG.error(
                "stopped: the master sends nothing of day {} from id {} on: {}. Other days go on",
                at.day(),
                at.id(),
                reason);
    }

    @Override
    public void highWater(Position highWater, Instant at) {
        dialer.highWater(highWater);
    }

    @Override
    public void ignored(String what) {
        LOG.info("ignored: {}", what);
    }
}
