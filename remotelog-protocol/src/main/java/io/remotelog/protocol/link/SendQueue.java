package io.remotelog.protocol.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What the kernel holds of a socket and has not put on the wire yet.
 *
 * <p>A go-remote-log replica reads a header with one read, and drops the link if TCP has split it between two segments. What
 * is written while nothing is unsent begins a segment, so its first bytes stay together.
 */
final class SendQueue {
    /** Of Linux: {@code getsockopt(IPPROTO_TCP, TCP_INFO)} fills a {@code struct tcp_info}. */
    private static final int IPPROTO_TCP = 6;

    private static final int TCP_INFO = 11;

    /** The offset of {@code tcpi_notsent_bytes}, a 32-bit number, there since Linux 4.6. */
    private static final int NOT_SENT_BYTES = 144;

    private static final ChannelOption<ByteBuffer> INFO =
            new RawUnixChannelOption("REMOTELOG_TCP_INFO", IPPROTO_TCP, TCP_INFO, NOT_SENT_BYTES + Integer.BYTES);

    private SendQueue() {}

    /** Whether all that was written to the channel is on the wire; true also where the system does not tell. */
    static boolean isEmpty(Channel channel) {
        if (!(channel instanceof EpollSocketChannel) || !channel.isOpen()) {
            return true;
        }
        ByteBuffer info = channel.config().getOption(INFO);
        return info == null || info.order(ByteOrder.nativeOrder()).getInt(NOT_SENT_BYTES) == 0;
    }
}
