package io.remotelog.protocol.link;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;

/** Why a link ended, and the one line of the master's log that says so. */
final class LinkEnd {
    private LinkEnd() {}

    static void tell(Logger log, String replica, Throwable reason) {
        Throwable cause = cause(reason);
        if (cause instanceof ClosedChannelException) {
            log.debug("replica {}, link ended while a frame was on its way", replica);
        } else if (cause instanceof ReadTimeoutException) {
            log.info("replica {} is silent, link ended", replica);
        } else if (cause instanceof LinkRefusedException) {
            log.error("replica {} refused: {}", replica, cause.getMessage());
        } else if (cause instanceof IOException) {
            log.warn("replica {}, link ended: {}", replica, text(cause));
        } else {
            log.error("replica {}, link ended", replica, cause);
        }
    }

    /** What a long record takes until it is in the socket: itself, and its compressed or encrypted copy. */
    static long roomOf(int payloadBytes) {
        return 2L * payloadBytes;
    }

    /** Why a link ends for others that wait for the room that it holds. */
    static IOException notTaken() {
        return new IOException("a long record was not taken in time, while other replicas waited for room in the memory"
                + " for theirs: is the replica stuck, or its connection slow?");
    }

    static Throwable cause(Throwable reason) {
        return reason instanceof DecoderException && reason.getCause() != null ? reason.getCause() : reason;
    }

    static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
