package io.remotelog.protocol.sync;

/**
 * How large a frame may be that a side takes in. A frame that claims more is refused on sight of its header.
 *
 * @param maxBodyBytes bytes on the wire after the header, at most {@link #MAX_BODY_BYTES}
 * @param maxContentBytes bytes of the body after inflating
 */
public record FrameLimits(int maxBodyBytes, int maxContentBytes) {
    /** The most that the 3-byte length of a header can say. */
    public static final int MAX_BODY_BYTES = 0xFF_FFFF;

    /** The largest payload that a frame can carry, with the 42 bytes that a record has besides. */
    public static final int MAX_PAYLOAD_BYTES = MAX_BODY_BYTES - RecordBatch.OVERHEAD_BYTES;

    /** What a master takes in: greetings, requests, heartbeats. */
    public static final FrameLimits OF_MASTER = new FrameLimits(64 << 10, 64 << 10);

    /**
     * What a replica takes in. A go-remote-log master puts up to 500 records into a frame whatever their size, so the
     * inflated bound is far above what a RemoteLog master sends.
     */
    public static final FrameLimits OF_REPLICA = new FrameLimits(MAX_BODY_BYTES, 128 << 20);

    /** Checks the ranges. */
    public FrameLimits {
        if (maxBodyBytes < 0 || maxBodyBytes > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("max body bytes " + maxBodyBytes + ", want 0 to " + MAX_BODY_BYTES);
        }
        if (maxContentBytes < 0) {
            throw new IllegalArgumentException("max content bytes " + maxContentBytes + ", want 0 or more");
        }
    }
}
