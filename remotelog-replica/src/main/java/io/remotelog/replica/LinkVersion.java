package io.remotelog.replica;

import io.netty.util.ReferenceCounted;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The replica's end of a link, of either version of the protocol, as its socket sees it. The replica's thread. */
interface LinkVersion {
    /** Takes what the decoder has made; it stays the caller's. */
    void receive(Object received) throws IOException;

    /** The next one to send, if there is one; the caller owns it. */
    Optional<?> next() throws IOException;

    /**
     * Commits what came, at the end of a run.
     *
     * @return how long it waits for more: {@link #commitNow()} is due after that; zero if it does not
     */
    Duration commit() throws IOException;

    /** Commits what it has waited with. */
    default void commitNow() throws IOException {}

    /** Looks whether more has become durable than has been acked. */
    default void ackIfDue() throws IOException {}

    /** Does what time asks for, about once a second. */
    void tick() throws IOException;

    /** Bytes came. */
    void heard();

    /** Lets go of what was not sent. */
    default void discard() {}

    /** Whether this is to be released after it was received. */
    static void release(Object received) {
        if (received instanceof ReferenceCounted counted) {
            counted.release();
        }
    }
}
