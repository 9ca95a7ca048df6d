package io.remotelog.sdk;

import io.remotelog.protocol.v1.AppendResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The batches that were sent and are not settled, in their order, and which of them the present stream has still to answer. It knows
 * no socket. One thread.
 *
 * <p>When the master did not take a batch, nothing more is sent until all that the stream was given is answered; then all that is
 * left is sent again, in its order. So no batch overtakes one before it.
 */
final class Window {
    /** Beyond so many without an answer a master reads no more. */
    static final int MAX_UNANSWERED = 16;

    /** In the order of their sequences. */
    private final List<Batch> held = new ArrayList<>();

    /** By the number that the answer is known by: of the present stream. */
    private final Map<Long, Batch> unanswered = new HashMap<>();

    private int maxUnanswered = MAX_UNANSWERED;
    private long lastNumber;

    /** How many of those that are held the present stream was given. */
    private int given;

    /** The first batch that was not taken, and why: the stream is to answer the rest, and then all is sent again. */
    private Batch failed;

    private AppendResponse failure;

    /** A batch that the master did not take, once all others are answered. It is the oldest that is held. */
    record Failed(Batch batch, AppendResponse answer) {}

    /** A new stream begins, which was given nothing. Returns how many batches will be sent again. */
    int begin() {
        unanswered.clear();
        failed = null;
        failure = null;
        return again();
    }

    /** All that is held is to be sent again. Returns how many had been sent. */
    int again() {
        int sent = given;
        given = 0;
        return sent;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** Whether the stream may be given a batch, one that is held or another one. */
    boolean hasRoom() {
        return failed == null && unanswered.size() < maxUnanswered;
    }

    /** Whether the stream has everything that is held. */
    boolean isAllGiven() {
        return given == held.size();
    }

    /** The next batch that is held, and that the stream was not given. */
    Batch nextToGive() {
        return held.get(given);
    }

    /** Holds a batch behind all others; it is the next to give once they are given. */
    void add(Batch batch) {
        held.add(batch);
    }

    /** The stream is given the next batch. Returns the number that the answer is known by. */
    long give() {
        unanswered.put(++lastNumber, held.get(given));
        given++;
        return lastNumber;
    }

    boolean isUnanswered() {
        return !unanswered.isEmpty();
    }

    /**
     * Takes the answered batch out of those without an answer.
     *
     * @return empty if the number is none, or the batch was given up meanwhile
     */
    Optional<Batch> answered(long number) {
        Batch batch = unanswered.remove(number);
        return batch != null && held.contains(batch) ? Optional.of(batch) : Optional.empty();
    }

    /** The batch is settled. */
    void remove(Batch batch) {
        int index = held.indexOf(batch);
        held.remove(index);
        if (index < given) {
            given--;
        }
        if (batch == failed) {
            failed = null;
        }
    }

    /** The batch was not taken. */
    void failed(Batch batch, AppendResponse answer) {
        if (failed == null || held.indexOf(batch) < held.indexOf(failed)) {
            failed = batch;
            failure = answer;
        }
    }

    /** What was not taken, once nothing is without an answer; afterwards the window goes on. */
    Optional<Failed> takeFailed() {
        if (failure == null || !unanswered.isEmpty()) {
            return Optional.empty();
        }
        Optional<Failed> first = Optional.ofNullable(failed).map(batch -> new Failed(batch, failure));
        failed = null;
        failure = null;
        return first;
    }

    /** Puts parts in the place of a batch; it was not given to the present stream, or all is sent again. */
    void replace(Batch batch, List<Batch> parts) {
        int index = held.indexOf(batch);
        held.remove(index);
        held.addAll(index, parts);
    }

    /** One batch at a time from now on, or as many as a master reads. */
    void setCareful(boolean careful) {
        maxUnanswered = careful ? 1 : MAX_UNANSWERED;
    }

    /** Whether there is one batch at a time, and it is known that the stream has it. */
    boolean isSingleUnanswered() {
        return unanswered.size() == 1;
    }

    /** All that is held, oldest first. */
    List<Batch> held() {
        return List.copyOf(held);
    }

    /** Gives up everything. */
    List<Batch> clear() {
        List<Batch> all = held();
        held.clear();
        given = 0;
        begin();
        return all;
    }
}
