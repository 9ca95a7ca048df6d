package io.remotelog.protocol.sync;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Bytes of the wire for tests: those captured from go-remote-log, and those of this codec. */
final class Wire {
    static final int GOLDEN_SEND_FLAG = 123456;

    private Wire() {}

    static byte[] golden(String name) {
        try (InputStream in = Wire.class.getResourceAsStream("/golden/wire/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts bytes into frames; the caller releases them. */
    static List<Frame> decode(int sendFlag, FrameLimits limits, byte[]... pieces) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(sendFlag, limits));
        try {
            for (byte[] piece : pieces) {
                channel.writeInbound(Unpooled.wrappedBuffer(piece));
            }
            List<Frame> frames = new ArrayList<>();
            for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                frames.add(frame);
            }
            return frames;
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    static byte[] encode(int sendFlag, Frame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(sendFlag));
        channel.writeOutbound(frame);
        ByteBuf out = channel.readOutbound();
        byte[] bytes = ByteBufUtil.getBytes(out);
        out.release();
        channel.finishAndReleaseAll();
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
    }
}
