package io.remotelog.api;

import java.io.IOException;

/**
 * Writes the copy of another log. It begins no epoch of its own: whose log this is comes from the other side. One thread.
 */
public interface MirrorWriter extends LogWriter {

    /**
     * Takes over the identity of the log that is copied, in place of the one that is: id, zone and epochs. The days stay as
     * they are. Durable when this returns; after a failure the lineage is the one before or this one, never a mixture.
     *
     * @param lineage what the copy is a copy of from now on; whether the records agree with it is for the caller to know.
     *     What it says of removed days is passed over: those are of the other place
     */
    void adopt(Lineage lineage) throws IOException;

    /** Notes a gap, durably; one that is noted already, reason aside, is not noted again. */
    void note(Gap gap) throws IOException;
}
