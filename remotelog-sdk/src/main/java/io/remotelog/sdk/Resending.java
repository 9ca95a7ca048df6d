package io.remotelog.sdk;

import io.remotelog.protocol.v1.AppendResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What is sent again, and how, when the master did not take a batch: after a pause, in parts, or as another producer. Of the thread
 * that sends.
 */
final class Resending {
    private final String master;
    private final Window window;
    private final Uplink uplink;
    private final Verdict verdict;
    private final Counters counters;
    private final Warnings warnings;
    private final BiConsumer<Batch, SendException> fail;
    private Producer producer = Producer.random();

    /**
     * Begins as a producer that no master knows.
     *
     * @param fail takes a batch that is not sent again, and is out of the window
     */
    Resending(
            String master,
            Window window,
            Uplink uplink,
            Verdict verdict,
            Counters counters,
            Warnings warnings,
            BiConsumer<Batch, SendException> fail) {
        this.master = master;
        this.window = window;
        this.uplink = uplink;
        this.verdict = verdict;
        this.counters = counters;
        this.warnings = warnings;
        this.fail = fail;
    }

    /** Who sends new batches. */
    Producer producer() {
        return producer;
    }

    /** Sends again what was not taken. It is the oldest batch that is held. */
    void goBack(Window.Failed failed) {
        Batch batch = failed.batch();
        AppendResponse answer = failed.answer();
        counters.retriedBatches.addAndGet(window.again());
        switch (answer.getResult()) {
            case INVALID -> isolate(batch, answer.getMessage());
            case OUT_OF_ORDER -> align(batch, answer.getNextSequence());
            case BUSY -> {
                Duration unused = uplink.lengthen();
                waitFor(Duration.ofMillis(Math.max(answer.getRetryAfterMillis(), 1)), "is busy", answer);
            }
            default -> waitFor(uplink.lengthen(), "did not take records", answer);
        }
    }

    private void waitFor(Duration duration, String what, AppendResponse answer) {
        uplink.pauseFor(duration);
        verdict.obstacle(answer.getResult() + ": " + answer.getMessage());
        warnings.warn(
                what,
                "master " + master + " " + what + ", and is asked again: " + answer.getResult() + ": "
                        + answer.getMessage());
    }

    /** Fails the one record that cannot be taken; the others go on without it. */
    private void isolate(Batch batch, String reason) {
        if (batch.records() > 1) {
            int half = batch.records() / 2;
            window.replace(batch, List.of(batch.part(0, half), batch.part(half, batch.records())));
        } else {
            window.remove(batch);
            fail.accept(batch, verdict.refused(reason));
        }
    }

    /** Goes on at the sequence that the master wants; if it is not held any more, as another producer. */
    private void align(Batch batch, long wanted) {
        if (wanted > batch.sequence() && wanted < batch.end()) {
            int known = Math.toIntExact(wanted - batch.sequence());
            window.replace(batch, List.of(batch.part(0, known), batch.part(known, batch.records())));
            return;
        }
        if (wanted >= batch.sequence()) {
            uplink.pauseLonger();
            return;
        }
        Producer before = batch.producer();
        if (before.isForgottenBy(wanted)) {
            warnings.warn(
                    "forgotten",
                    "master " + master + " has forgotten this producer, after long or for another log: records"
                            + " that it had not acknowledged may be in the log twice");
        }
        Producer next = Producer.random();
        before.setSuccessor(next);
        window.held().stream().filter(held -> held.producer() == before).forEach(held -> held.number(next));
        if (producer == before) {
            producer = next;
        }
    }

    /**
     * The master ended the stream for a batch that it does not name: with one at a time it is known which.
     *
     * @param isKnown whether it was the oldest that is held
     */
    void suspect(boolean isKnown, String reason) {
        if (isKnown) {
            isolate(window.held().get(0), reason);
        }
        window.setCareful(true);
    }
}
