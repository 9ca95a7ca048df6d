package io.remotelog.protocol.link;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import io.remotelog.protocol.sync.v2.LinkRefusedException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;

/** Says in the master's log, in one line, why a link ended. */
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

    static Throwable cause(Throwable reason) {
        return reason instanceof DecoderException && reason.getCause() != null ? reason.getCause() : reason;
    }

    static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
