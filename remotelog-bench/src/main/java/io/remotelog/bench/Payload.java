package io.remotelog.bench;

import java.nio.ByteBuffer;
import java.util.Random;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The payload that is the same for the store and for all that it is measured beside. */
@State(Scope.Benchmark)
public class Payload {
    /** The size of a payload. */
    @Param({"100", "1024"})
    public int payloadBytes;

    private byte[] bytes;

    /**
     * Makes it.
     *
     * @param turn not used here; whatever has a payload waits for its turn through this
     */
    @Setup(Level.Trial)
    public void make(Turn turn) {
        bytes = bytes(payloadBytes);
    }

    /** A buffer of its own around the same bytes. */
    ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes);
    }

    byte[] bytes() {
        return bytes;
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
