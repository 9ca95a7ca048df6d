package io.remotelog.master;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that the other side gets everything that was written to it: ends the own direction, then reads,
 * and drops, what still comes, until the other side has closed or a bound is reached.
 *
 * <p>A socket that is closed with bytes in it that nobody has read sends a reset, and at a reset the other side throws away
 * what it has not read yet: a master that closed while records came in lost the last answers that way. Runs on the
 * channel's thread. The first handler of the connection.
 */
final class LingeringClose extends ChannelDuplexHandler {
    private static final Duration BOUND = Duration.ofSeconds(3);

    private final Duration bound;
    private boolean closing;

    LingeringClose() {
        this(BOUND);
    }

    LingeringClose(Duration bound) {
        this.bound = bound;
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        ctx.channel().closeFuture().addListener(closed -> promise.trySuccess());
        if (closing) {
            return;
        }
        closing = true;
        if (!ctx.channel().isActive() || !(ctx.channel() instanceof DuplexChannel channel)) {
            end(ctx);
            return;
        }
        var atBound = ctx.executor().schedule(() -> end(ctx), bound.toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> atBound.cancel(false));
        // Behind what waits to be written: ending the direction would drop that.
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess()) {
                channel.shutdownOutput().addListener(shut -> {
                    if (shut.isSuccess()) {
                        ctx.channel().config().setAutoRead(true);
                    } else {
                        end(ctx);
                    }
                });
            } else {
                end(ctx);
            }
        });
    }

    private static void end(ChannelHandlerContext ctx) {
        ChannelFuture unused = ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (closing) {
            ReferenceCountUtil.release(bytes);
        } else {
            ctx.fireChannelRead(bytes);
        }
    }
}
