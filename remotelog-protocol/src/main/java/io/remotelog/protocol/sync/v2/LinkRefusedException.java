package io.remotelog.protocol.sync.v2;

import java.io.IOException;

/** There can be no link between these two, and both sides know why. The data of both stays as it is. */
public final class LinkRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    /** Ends the link for this reason. */
    public LinkRefusedException(Refusal refusal) {
        super(refusal.text());
        this.refusal = refusal;
    }

    /** The reason. */
    public Refusal refusal() {
        return refusal;
    }
}
