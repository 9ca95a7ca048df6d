package io.remotelog.protocol.sync.v2;

import java.io.IOException;

/** There can be no link between these two, and both sides know why. The data of both stays as it is. */
public final class LinkRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    private final boolean ofTheOther;

    /** This side refuses. */
    public LinkRefusedException(Refusal refusal) {
        this(refusal, false);
    }

    private LinkRefusedException(Refusal refusal, boolean ofTheOther) {
        super(refusal.text());
        this.refusal = refusal;
        this.ofTheOther = ofTheOther;
    }

    /** The other side has refused. */
    static LinkRefusedException ofTheOther(Refusal refusal) {
        return new LinkRefusedException(refusal, true);
    }

    /** Whether the other side has refused, and so knows. */
    public boolean isOfTheOther() {
        return ofTheOther;
    }

    /** The reason. */
    public Refusal refusal() {
        return refusal;
    }
}
