package io.remotelog.storage.filelog;

import io.remotelog.api.StoreFullException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What is asked of a store on a {@link FaultyDisk}: each refusal needs a fault, or another excuse; what is thrown besides is a
 * {@link Violation}, and a crash stays a {@link Crash}, whatever the store made of it. One thread.
 */
final class Attempts {
    /** After so many refusals of the same thing the disk is mended, and it has to succeed. */
    private static final int MAX_REFUSALS = 4;

    private final Predicate<String> excused;
    private FaultyDisk disk;
    private CountedFaults faults;
    private Violation violation;

    /** Something that the store may refuse. */
    interface Action {
        void run() throws IOException;
    }

    /** Something that the store may refuse to tell. */
    interface Question<T> {
        T ask() throws IOException;
    }

    /**
     * Of a store that did not begin yet.
     *
     * @param excused whether the store has another reason to refuse something than a fault
     */
    Attempts(Predicate<String> excused) {
        this.excused = excused;
    }

    /** From now on it is another process. */
    void begin(FaultyDisk nextDisk, CountedFaults nextFaults) {
        disk = nextDisk;
        faults = nextFaults;
    }

    int refusals() {
        return faults.refusals();
    }

    /** The disk is mended. */
    void endFaults() {
        faults.end();
    }

    /** Does it until it is not refused; the disk is mended after some refusals. */
    void must(String what, Action action) {
        must(what, action, () -> false);
    }

    /** As the other one, unless there is no more sense in it. */
    void must(String what, Action action, BooleanSupplier givenUp) {
        for (int i = 0; !attempt(what, action) && !givenUp.getAsBoolean(); i++) {
            if (i == MAX_REFUSALS) {
                faults.end();
            }
            if (i > MAX_REFUSALS + 2) {
                throw new Violation(what + " is refused again and again");
            }
        }
    }

    <T> T ask(String what, Question<T> question) {
        List<T> answer = new ArrayList<>();
        must(what, () -> answer.add(question.ask()));
        return answer.get(0);
    }

    /** Does something, and tells whether it was not refused. */
    boolean attempt(String what, Action action) {
        int refusals = faults.refusals();
        int full = faults.full();
        CountedFaults.trace(what);
        try {
            action.run();
            requireUp();
            return true;
        } catch (IOException e) {
            CountedFaults.trace("refused: " + e);
            requireUp();
            boolean faulted = faults.refusals() > refusals;
            boolean fullOnly = faulted && faults.refusals() - refusals == faults.full() - full;
            requireExcuse(what, e, faulted, fullOnly);
            return false;
        } catch (Crash crash) {
            requireNoViolation();
            throw crash;
        } catch (RuntimeException | Error e) {
            requireNoViolation();
            requireUp();
            throw e instanceof Violation broken
                    ? broken
                    : new Violation(what + " threw; the last fault was " + faults.last(), e);
        }
    }

    private void requireExcuse(String what, IOException refusal, boolean faulted, boolean fullOnly) {
        if (faulted ? !fullOnly || refusal instanceof StoreFullException : excused.test(what)) {
            return;
        }
        boolean append = what.equals("append") || what.equals("commit");
        if (!faulted) {
            throw new Violation(what + " was refused without a fault; the last one was " + faults.last(), refusal);
        }
        if (append && !excused.test(what)) {
            throw new Violation(what + ": the disk is full, and the error does not say so", refusal);
        }
    }

    private void requireUp() {
        requireNoViolation();
        if (disk.isDown()) {
            throw new Crash("the store went on after a crash");
        }
    }

    private void requireNoViolation() {
        if (violation != null) {
            throw violation;
        }
    }

    /** Keeps it, should the store catch what is thrown. */
    Violation violated(Violation broken) {
        if (violation == null) {
            violation = broken;
        }
        return violation;
    }
}
