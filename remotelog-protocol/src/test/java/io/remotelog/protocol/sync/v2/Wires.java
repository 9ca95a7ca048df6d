package io.remotelog.protocol.sync.v2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One direction of a link: what goes in as a message comes out as one, after having been bytes. */
final class Wires {
    final MessageEncoder encoder = new MessageEncoder();
    private final EmbeddedChannel out = new EmbeddedChannel(encoder);
    private final EmbeddedChannel in = new EmbeddedChannel(new MessageDecoder(2 << 20));
    long bytes;

    /** Takes a message over; the caller owns what comes out. */
    List<Message> carry(Message message) throws IOException {
        out.writeOutbound(message);
        try {
            for (ByteBuf part = out.readOutbound(); part != null; part = out.readOutbound()) {
                bytes += part.readableBytes();
                in.writeInbound(part);
            }
        } catch (DecoderException e) {
            throw (IOException) e.getCause();
        }
        List<Message> arrived = new ArrayList<>();
        for (Message each = in.readInbound(); each != null; each = in.readInbound()) {
            arrived.add(each);
        }
        return arrived;
    }

    void close() {
        out.finishAndReleaseAll();
        in.finishAndReleaseAll();
    }
}
