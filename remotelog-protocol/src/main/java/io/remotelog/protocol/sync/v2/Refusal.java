package io.remotelog.protocol.sync.v2;

import io.remotelog.protocol.sync.ForeignText;
import java.util.Objects;

/**
 * Why there can be no link.
 *
 * @param reason which of the known reasons
 * @param text what is wrong, where, and what to do, in a sentence; shown to the people of both sides
 */
public record Refusal(Reason reason, String text) {
    /** At this length a text is cut: it is another machine's word. */
    static final int MAX_TEXT_CHARS = 2_000;

    /** The reasons. Their names are on the wire. */
    public enum Reason {
        /** The token is missing or is not the same. */
        UNAUTHENTICATED,
        /** Another replica of that name is linked. */
        NAME_IN_USE,
        /** The replica holds records that the master does not have. */
        AHEAD,
        /** The replica is a copy of another log, or of another branch of this one. */
        DIVERGED,
        /** The other side broke the rules of the protocol, or is of a version that this one does not know. */
        PROTOCOL,
        /** This side has as many links as it takes. */
        TOO_MANY
    }

    /** Checks that both are given, cuts the text, and replaces its control characters. */
    public Refusal {
        Objects.requireNonNull(reason, "reason");
        text = ForeignText.line(text, MAX_TEXT_CHARS);
    }

    /** Whether the replica's records are the reason, and stay so until somebody decides. */
    public boolean isOfTheLog() {
        return reason == Reason.AHEAD || reason == Reason.DIVERGED;
    }
}
