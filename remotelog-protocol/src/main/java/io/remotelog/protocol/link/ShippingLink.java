package io.remotelog.protocol.link;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.remotelog.api.Position;
import io.remotelog.api.Subscription;
import io.remotelog.protocol.sync.SyncProtocolException;
import io.remotelog.protocol.sync.v2.Hello;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import io.remotelog.protocol.sync.v2.MasterEnd;
import io.remotelog.protocol.sync.v2.Message;
import io.remotelog.protocol.sync.v2.MessageDecoder;
import io.remotelog.protocol.sync.v2.MessageEncoder;
import io.remotelog.protocol.sync.v2.Refusal;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one {@link MasterEnd}: asks it for messages as long as the channel takes them. Runs on the channel's thread,
 * but for the wake-up.
 */
final class ShippingLink extends SimpleChannelInboundHandler<Message> implements MasterEnd.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ShippingLink.class);

    /** So many messages, then the other links of the thread have their turn. */
    private static final int MESSAGES_A_TURN = 8;

    /** What a replica says is small: it has no reason to take longer. */
    private static final long MESSAGE_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final SyncServer server;
    private final Channel channel;
    private final MasterEnd end;
    private final MessageDecoder decoder;
    private final MessageEncoder encoder;
    private final LagWatch lag;
    private final int lineageChangesBefore;
    private final AtomicBoolean wakeUpUnderWay = new AtomicBoolean();
    private Subscription subscription;
    private ScheduledFuture<?> ticks;
    private ScheduledFuture<?> timer;
    private String replica;
    /** The channel tells of its writability out of a write: another message must not go between header and body. */
    private boolean sending;

    private boolean turnUnderWay;
    private boolean ended;
    private RecordRoom.Share room;
    private boolean holdsRoom;
    /** A record that took the room has been written, and is not in the socket yet. */
    private boolean longUnderWay;

    private long partialSinceNanos = -1;

    ShippingLink(SyncServer server, Channel channel, String nonce, MessageDecoder decoder, MessageEncoder encoder) {
        this.server = server;
        this.channel = channel;
        this.decoder = decoder;
        this.encoder = encoder;
        this.replica = String.valueOf(channel.remoteAddress());
        this.lag = new LagWatch(server, channel);
        this.lineageChangesBefore = server.lineageChanges();
        SyncPort port = server.port();
        this.end = new MasterEnd(
                port.store(), port.currentDay(), port.clock(), channel.alloc(), port.token(), nonce, this);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        room = server.room().share(() -> wakeUp(ctx), () -> ctx.executor().execute(() -> notTaken(ctx)));
        ticks = ctx.executor().scheduleWithFixedDelay(() -> tick(ctx), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) throws IOException {
        partialSinceNanos = -1;
        if (!ended) {
            end.receive(message);
            send(ctx);
        }
    }

    private void wakeUp(ChannelHandlerContext ctx) {
        if (wakeUpUnderWay.compareAndSet(false, true)) {
            ctx.executor().execute(() -> {
                wakeUpUnderWay.set(false);
                send(ctx);
            });
        }
    }

    private void send(ChannelHandlerContext ctx) {
        if (ended || sending || turnUnderWay || !ctx.channel().isActive()) {
            return;
        }
        sending = true;
        try {
            for (int i = 0; i < MESSAGES_A_TURN && ctx.channel().isWritable(); i++) {
                Optional<Message> message = end.nextMessage();
                if (message.isEmpty()) {
                    sendAtTime(ctx);
                    ctx.flush();
                    return;
                }
                requireSameLineage(message.get());
                write(ctx, message.get());
            }
            ctx.flush();
        } catch (IOException | RuntimeException e) {
            end(ctx, e);
            return;
        } finally {
            sending = false;
        }
        if (ctx.channel().isWritable()) {
            turnUnderWay = true;
            ctx.executor().execute(() -> {
                turnUnderWay = false;
                send(ctx);
            });
        }
    }

    /** After the message was made: what it holds may be of an epoch that the replica was not told of. */
    private void requireSameLineage(Message message) throws IOException {
        if (server.lineageChanges() != lineageChangesBefore) {
            ReferenceCountUtil.release(message);
            throw new IOException("the log that this one is a copy of has changed its lineage; dial again");
        }
    }

    private void write(ChannelHandlerContext ctx, Message message) {
        boolean isLong = holdsRoom && !longUnderWay;
        longUnderWay |= isLong;
        ChannelFuture unused = ctx.write(message).addListener(written -> {
            if (!written.isSuccess()) {
                end(ctx, written.cause());
            } else if (isLong) {
                longUnderWay = false;
                holdsRoom = false;
                room.giveBack();
                wakeUp(ctx);
            }
        });
        if (message instanceof Message.Welcomes && end.compresses()) {
            encoder.compress();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        send(ctx);
    }

    private void sendAtTime(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        long nanos = end.nanosToNextMessage();
        if (nanos != Long.MAX_VALUE) {
            timer = ctx.executor().schedule(() -> send(ctx), nanos, TimeUnit.NANOSECONDS);
        }
    }

    private void tick(ChannelHandlerContext ctx) {
        try {
            end.tick();
            requireProgress();
            if (end.isLinked()) {
                lag.look(replica);
            }
        } catch (IOException | RuntimeException e) {
            end(ctx, e);
        }
    }

    private void requireProgress() throws SyncProtocolException {
        long now = server.port().clock().nanoTime();
        if (decoder.partialBytes() == 0) {
            partialSinceNanos = -1;
        } else if (partialSinceNanos < 0) {
            partialSinceNanos = now;
        } else if (now - partialSinceNanos > MESSAGE_DEADLINE_NANOS) {
            throw new SyncProtocolException("a message of the replica is not whole after "
                    + TimeUnit.NANOSECONDS.toSeconds(now - partialSinceNanos) + " s");
        }
    }

    /** One long record at a time: the room is asked for once it is given back. */
    @Override
    public boolean mayGo(int payloadBytes) {
        if (longUnderWay) {
            return false;
        }
        holdsRoom = room.take(LinkEnd.roomOf(payloadBytes));
        return holdsRoom;
    }

    private void notTaken(ChannelHandlerContext ctx) {
        if (holdsRoom && !ended) {
            ended = true;
            LinkEnd.tell(LOG, replica, LinkEnd.notTaken());
            // At once, not behind what it does not take.
            ChannelFuture unused = ctx.close();
        }
    }

    private void end(ChannelHandlerContext ctx, Throwable reason) {
        if (ended) {
            return;
        }
        ended = true;
        if (LinkEnd.cause(reason) instanceof LinkRefusedException refused) {
            server.replicas().refused(refused.refusal().reason());
        }
        if (server.strangers().contains(channel) && !(reason instanceof LinkRefusedException)) {
            server.strangers().turnAway(channel, LinkEnd.text(LinkEnd.cause(reason)));
            return;
        }
        if (mayTell(reason)) {
            LinkEnd.tell(LOG, replica, reason);
        }
        // Behind what has been written: a refusal is still to be read.
        ctx.flush();
        ChannelFuture unused = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Without the token anybody can be refused as often as he likes. */
    private boolean mayTell(Throwable reason) {
        return !(LinkEnd.cause(reason) instanceof LinkRefusedException refused)
                || refused.refusal().reason() != Refusal.Reason.UNAUTHENTICATED
                || server.refusedStrangers().mayTell(channel.remoteAddress());
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
        ticks.cancel(false);
        if (end.isLinked()) {
            LOG.info("replica {} gone", replica);
        }
        ended = true;
        room.giveBack();
        server.replicas().ended(channel);
        end.close();
    }

    @Override
    public void admit(Hello hello) throws LinkRefusedException {
        hello.name().ifPresent(name -> replica = "'" + name + "' (" + channel.remoteAddress() + ")");
        server.replicas().admit(channel, hello);
    }

    @Override
    public void linked(Hello hello, Position from) {
        server.strangers().leave(channel);
        server.replicas().linked(channel, Optional.of(hello));
        // Before anything is read of the store: a commit in between still wakes us.
        subscription = server.port()
                .store()
                .subscribeToDurable(() -> wakeUp(channel.pipeline().context(this)));
        LOG.info("replica {} linked by version 2, from {}", replica, from);
    }

    @Override
    public void acked(Position durable) {
        server.replicas().acked(channel, durable);
    }

    @Override
    public void needs(LocalDate oldest) {
        server.replicas().needs(channel, oldest);
    }

    @Override
    public void dayFinished(LocalDate day, long count) {
        LOG.info("replica {} has been sent all of day {}: {} records", replica, day, count);
    }

    @Override
    public void stopped(Position at, String reason) {
        server.replicas().stopped(channel, at);
        LOG.error("replica {} gets nothing of day {} from id {} on: {}", replica, at.day(), at.id(), reason);
    }

    @Override
    public void missing(String gap) {
        LOG.warn("replica {} will never get {}", replica, gap);
    }
}
