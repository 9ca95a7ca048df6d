package io.remotelog.protocol.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.remotelog.api.LogStore;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.Frame;
import io.remotelog.protocol.sync.MasterSession;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one {@link MasterSession}: asks it for the next frame whenever the one before has left the send queue. So a
 * header begins a segment, and a slow replica costs one frame. Runs on the channel's thread, but for the wake-up.
 */
final class SyncLink extends SimpleChannelInboundHandler<Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(SyncLink.class);
    private static final long FIRST_LOOK_MILLIS = 1;
    private static final long MAX_LOOK_MILLIS = 4;

    private final SyncServer server;
    private final MasterSession session;
    private final LogStore store;
    private final AtomicBoolean wakeUpUnderWay = new AtomicBoolean();
    private Subscription subscription;
    private ScheduledFuture<?> timer;
    private boolean sending;
    private boolean asked;
    private RecordRoom.Share room;
    private boolean holdsRoom;

    SyncLink(SyncServer server, Channel channel) {
        this.server = server;
        SyncPort port = server.port();
        this.store = port.store();
        this.session = new MasterSession(
                store,
                port.currentDay(),
                port.clock(),
                channel.alloc(),
                this::mayGo,
                day -> LOG.info(
                        "replica {} asked for day {}, which is not in this log: told that it is finished",
                        channel.remoteAddress(),
                        day));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        room = server.room().share(() -> wakeUp(ctx), () -> ctx.executor().execute(() -> notTaken(ctx)));
        // Before anything is read: a commit in between still wakes us.
        subscription = store.subscribeToDurable(() -> wakeUp(ctx));
    }

    private void wakeUp(ChannelHandlerContext ctx) {
        if (wakeUpUnderWay.compareAndSet(false, true)) {
            ctx.executor().execute(() -> {
                wakeUpUnderWay.set(false);
                send(ctx);
            });
        }
    }

    private boolean mayGo(int payloadBytes) {
        holdsRoom = room.take(LinkEnd.roomOf(payloadBytes));
        return holdsRoom;
    }

    private void giveRoomBack() {
        if (holdsRoom) {
            holdsRoom = false;
            room.giveBack();
        }
    }

    private void notTaken(ChannelHandlerContext ctx) {
        if (holdsRoom) {
            end(ctx, LinkEnd.notTaken());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) throws IOException {
        session.receive(frame);
        if (!asked && session.position().isPresent()) {
            asked = true;
            server.replicas().admit(ctx.channel());
            server.strangers().leave(ctx.channel());
            server.replicas().linked(ctx.channel(), Optional.empty());
            LOG.info(
                    "replica {} linked by version 1, from {}",
                    ctx.channel().remoteAddress(),
                    session.position().get());
        }
        send(ctx);
    }

    private void send(ChannelHandlerContext ctx) {
        if (sending || !ctx.channel().isActive()) {
            return;
        }
        try {
            Optional<Frame> frame = session.nextFrame();
            if (frame.isEmpty()) {
                sendAtTime(ctx);
                return;
            }
            sending = true;
            ctx.writeAndFlush(frame.get()).addListener(written -> {
                if (written.isSuccess()) {
                    awaitSent(ctx, FIRST_LOOK_MILLIS);
                } else {
                    end(ctx, written.cause());
                }
            });
        } catch (IOException | RuntimeException e) {
            end(ctx, e);
        }
    }

    private void awaitSent(ChannelHandlerContext ctx, long lookAgainMillis) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (SendQueue.isEmpty(ctx.channel())) {
            sending = false;
            giveRoomBack();
            // By way of the queue of the thread, so that one replica in catch-up does not hold up the others.
            ctx.executor().execute(() -> send(ctx));
        } else {
            ScheduledFuture<?> unused = ctx.executor()
                    .schedule(
                            () -> awaitSent(ctx, Math.min(2 * lookAgainMillis, MAX_LOOK_MILLIS)),
                            lookAgainMillis,
                            TimeUnit.MILLISECONDS);
        }
    }

    private void sendAtTime(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        long nanos = session.nanosToNextFrame();
        if (nanos != Long.MAX_VALUE) {
            timer = ctx.executor().schedule(() -> send(ctx), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void end(ChannelHandlerContext ctx, Throwable reason) {
        if (server.strangers().contains(ctx.channel())) {
            server.strangers().turnAway(ctx.channel(), LinkEnd.text(LinkEnd.cause(reason)));
            return;
        }
        LinkEnd.tell(LOG, String.valueOf(ctx.channel().remoteAddress()), reason);
        ChannelFuture unused = ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx, cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws IOException {
        if (subscription != null) {
            subscription.close();
        }
        if (timer != null) {
            timer.cancel(false);
        }
        if (asked) {
            LOG.info(
                    "replica {} gone at {}",
                    ctx.channel().remoteAddress(),
                    session.position().map(Object::toString).orElse("no position"));
        }
        server.replicas().ended(ctx.channel());
        room.giveBack();
        session.close();
    }
}
