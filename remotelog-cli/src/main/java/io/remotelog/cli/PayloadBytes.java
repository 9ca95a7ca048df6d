package io.remotelog.cli;

import java.nio.ByteBuffer;

/** Takes payloads out of their buffers into one array that grows and is used again. One thread. */
final class PayloadBytes {
    private byte[] bytes = new byte[8192];
    private int length;

    /** Takes the payload; what was taken before is gone. */
    void take(ByteBuffer payload) {
        length = payload.remaining();
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, (int) Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L))];
        }
        payload.get(bytes, 0, length);
    }

    /** Holds the payload from index 0 on, and other bytes after its end. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }
}
