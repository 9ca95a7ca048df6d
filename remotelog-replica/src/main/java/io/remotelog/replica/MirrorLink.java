package io.remotelog.replica;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.ReplicaSession;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The socket of one {@link ReplicaSession}. Runs on the replica's thread. */
final class MirrorLink extends SimpleChannelInboundHandler<Frame> implements ReplicaSession.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorLink.class);

    private static final Duration OF_USE = Duration.ofSeconds(10);

    private final Dialer dialer;
    private ReplicaSession session;
    private ScheduledFuture<?> ticks;
    private boolean broken;
    private boolean answered;
    private Position begunAt;
    private long begunAtNanos;
    private String endedBecause = "the master ended the link";

    MirrorLink(Dialer dialer) {
        this.dialer = dialer;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws IOException {
        session = new ReplicaSession(dialer.mirror(), dialer.clock(), this);
        begunAt = dialer.mirror().next();
        begunAtNanos = dialer.clock().nanoTime();
        send(ctx);
        ticks = ctx.executor().scheduleWithFixedDelay(() -> tick(ctx), 1, 1, TimeUnit.SECONDS);
    }

    /** A handler before the decoder: a frame may take long to be whole, and its bytes are a sign of life. */
    ChannelHandler byteListener() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object bytes) {
                if (session != null) {
                    session.heard();
                }
                ctx.fireChannelRead(bytes);
            }
        };
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) throws IOException {
        // What still comes after a failure does not follow on what was taken.
        if (!broken) {
            session.receive(frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws IOException {
        if (session != null) {
            session.commit();
            send(ctx);
        }
    }

    private void tick(ChannelHandlerContext ctx) {
        try {
            session.tick();
            send(ctx);
        } catch (IOException | RuntimeException e) {
            exceptionCaught(ctx, e);
        }
    }

    private void send(ChannelHandlerContext ctx) {
        // Heartbeats are not piled up before a master that does not read.
        while (ctx.channel().isWritable()) {
            Optional<Frame> frame = session.nextFrame();
            if (frame.isEmpty()) {
                break;
            }
            ChannelFuture unused = ctx.write(frame.get());
        }
        ctx.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        Throwable cause =
                failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
        if (!broken) {
            endedBecause = "link ended: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage());
        }
        broken = true;
        if (!(cause instanceof IOException)) {
            LOG.error("link ended", cause);
        }
        ChannelFuture unused = ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (ticks != null) {
            ticks.cancel(false);
        }
        if (session != null) {
            session.discard();
        }
        String hint = answered ? "" : " before it answered: is the send flag the one of the master?";
        dialer.ended(endedBecause + hint, wasOfUse());
    }

    /** Whether the mirror got on, or the link held for a while: else the next one waits longer. */
    private boolean wasOfUse() {
        return session != null
                && (!dialer.mirror().next().equals(begunAt)
                        || dialer.clock().nanoTime() - begunAtNanos > OF_USE.toNanos());
    }

    @Override
    public void connected() {
        answered = true;
        dialer.connected();
    }

    @Override
    public void dayFinished(LocalDate day) {
        LOG.info("day {} finished", day);
        try {
            dialer.upkeep().removeExpired();
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
    public void ignored(String what) {
        LOG.info("ignored: {}", what);
    }
}
