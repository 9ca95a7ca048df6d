package io.remotelog.api;

import java.time.LocalDate;

/**
 * Is told what a verification or a repair comes upon, on the thread that runs it, as it does. It keeps nothing: there may be
 * a fault for each record.
 */
public interface VerifyListener {

    /** Something is not as its writer left it; a repair leaves it so, or has had to give up records. */
    void fault(Fault fault);

    /**
     * Something was not as its writer left it, and a repair has put it right.
     *
     * @param how where the right bytes came from, or what was cut, in a few words
     */
    default void mended(Fault fault, String how) {}

    /** Something that is unusual and no fault, in a sentence that names the day. */
    default void note(String note) {}

    /**
     * A day comes next, or comes a second time: a repair checks what it has made.
     *
     * @param bytes how many there are to check, or -1 if the store cannot tell
     */
    default void begin(LocalDate day, long bytes) {}

    /** So many more bytes have been checked. */
    default void progress(long bytes) {}
}
