package io.remotelog.master;

import io.grpc.Context;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.function.LongSupplier;

/**
 * A call of the port for applications, as gRPC sees it: its HTTP/2 stream, and how much came of a message that is not whole yet.
 * What comes is told on the thread of its connection.
 */
final class IngestCall extends ServerStreamTracer {
    private static final Context.Key<IngestCall> KEY = Context.key("ingest-call");

    /** What a piece of a message takes beside its bytes: the objects that hold it, and the rest of its buffer. */
    private static final int PIECE_BYTES = 512;

    /** Of the usual piece, an HTTP/2 frame. */
    private static final int FRAME_BYTES = 16 << 10;

    /** What a stranger has to say is short. */
    private static final int STRANGERS_BYTES = 64 << 10;

    private final MessageRoom room;
    private final LongSupplier nanos;
    private volatile CallStream stream = CallStream.NONE;
    private volatile boolean strangers;
    private volatile boolean cutOff;
    private volatile long held;
    private volatile long sinceNanos;
    private Runnable whenClosed = () -> {};

    IngestCall(MessageRoom room, LongSupplier nanos) {
        this.room = room;
        this.nanos = nanos;
    }

    /** The one that is under way on this thread. */
    static IngestCall current() {
        return KEY.get();
    }

    /** What so many bytes of a message take beside themselves, if they come in the usual pieces. */
    static long overhead(long bytes) {
        return (bytes / FRAME_BYTES + 1) * PIECE_BYTES;
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /** It is of somebody who may call this port. */
    void ofApplication(CallStream of) {
        stream = of;
    }

    /**
     * It is of whoever there is.
     *
     * @param closed runs at its end
     */
    void ofStranger(CallStream of, Runnable closed) {
        stream = of;
        strangers = true;
        whenClosed = closed;
    }

    /** Where it is cut off. */
    CallStream stream() {
        return stream;
    }

    /** Whether nobody knows whose it is. */
    boolean isStrangers() {
        return strangers;
    }

    /** What the message takes that is not whole yet; 0 if there is none. */
    long held() {
        return held;
    }

    /** When the message began that is not whole yet. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Whether it is, or will be as soon as its thread comes to it. */
    boolean isCutOff() {
        return cutOff;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // One thread writes.
    public void inboundWireSize(long bytes) {
        if (held == 0) {
            sinceNanos = nanos.getAsLong();
        }
        held += bytes + PIECE_BYTES;
        room.take(this, bytes + PIECE_BYTES);
        if (strangers && held > STRANGERS_BYTES) {
            cutOffMessage(Status.RESOURCE_EXHAUSTED.withDescription(
                    "message of more than " + STRANGERS_BYTES + " bytes, want a shorter one for this service"));
        }
    }

    @Override
    public void inboundMessageRead(int number, long wireBytes, long bytes) {
        giveBack();
    }

    @Override
    public void streamClosed(Status status) {
        giveBack();
        whenClosed.run();
    }

    private void giveBack() {
        if (held > 0) {
            room.giveBack(this, held);
            held = 0;
        }
    }

    /** Ends it, unless its message is whole by then: that one may be appended, and has to be answered. Any thread. */
    void cutOffMessage(Status reason) {
        if (!cutOff) {
            cutOff = true;
            stream.cutOff(reason, () -> {
                cutOff = held > 0;
                return cutOff;
            });
        }
    }
}
