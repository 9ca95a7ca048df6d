package io.remotelog.api;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * How far each producer has got, and where its last records are, so that what is sent again is not appended again. One
 * thread.
 *
 * <p>It is bounded. It remembers the {@value #MAX_PRODUCERS} producers that appended last, each for {@link #MAX_AGE} after its
 * last record, as the records' times tell; and of each the last {@value #MAX_RUNS} runs.
 */
public final class ProducerTable {
    /** How many producers are remembered. */
    public static final int MAX_PRODUCERS = 4_096;

    /** How many runs of one producer are remembered. */
    public static final int MAX_RUNS = 32;

    /** How long a producer is remembered that appends nothing. */
    public static final Duration MAX_AGE = Duration.ofDays(7);

    /** Those that appended last come last: each is put in anew when it appends, and asking for one moves nothing. */
    private final Map<UUID, Producer> producers = new LinkedHashMap<>();

    /** What is known of one. */
    private static final class Producer {
        final Deque<ProducedRun> runs = new ArrayDeque<>();
        long epochSeconds;
    }

    /**
     * Takes in what was committed.
     *
     * @param epochSeconds the time of the last of the records
     * @throws IllegalArgumentException if the producer is known, and the run does not begin where it is
     */
    public void add(ProducedRun run, long epochSeconds) {
        OptionalLong next = nextSequence(run.producer());
        if (next.isPresent() && next.getAsLong() != run.sequence()) {
            throw new IllegalArgumentException(
                    "records of producer " + run.producer() + " from " + run.sequence() + ", want " + next.getAsLong());
        }
        Producer known = producers.remove(run.producer());
        Producer producer = known == null ? new Producer() : known;
        producers.put(run.producer(), producer);
        producer.epochSeconds = Math.max(producer.epochSeconds, epochSeconds);
        ProducedRun last = producer.runs.peekLast();
        if (last != null && last.goesOnWith(run)) {
            producer.runs.removeLast();
            producer.runs.addLast(last.with(run));
        } else {
            producer.runs.addLast(run);
        }
        if (producer.runs.size() > MAX_RUNS) {
            producer.runs.removeFirst();
        }
        forget(epochSeconds - MAX_AGE.toSeconds());
    }

    /** Forgets a producer, so that its next run may begin anywhere; does nothing if it is not known. */
    public void forget(UUID producer) {
        producers.remove(producer);
    }

    private void forget(long before) {
        Iterator<Producer> oldest = producers.values().iterator();
        while (oldest.hasNext() && (oldest.next().epochSeconds < before || producers.size() > MAX_PRODUCERS)) {
            oldest.remove();
        }
    }

    /** The sequence that the producer goes on at; empty if it is not known. */
    public OptionalLong nextSequence(UUID producer) {
        Producer known = producers.get(producer);
        return known == null
                ? OptionalLong.empty()
                : OptionalLong.of(known.runs.getLast().nextSequence());
    }

    /**
     * Where records are.
     *
     * @param from the sequence of the first
     * @param to the sequence behind the last
     * @return in their order, as far as it is remembered: the last ones if not all are
     */
    public List<ProducedRun> find(UUID producer, long from, long to) {
        List<ProducedRun> found = new ArrayList<>();
        Producer known = producers.get(producer);
        if (known != null) {
            for (ProducedRun run : known.runs) {
                if (run.sequence() < to && run.nextSequence() > from) {
                    found.add(run.within(from, to));
                }
            }
        }
        return found;
    }

    /**
     * All that is remembered, with the time of each producer's last record, the producer that appended last at the end. Added to
     * an empty table in this order it makes the same, unless the records' times went back by {@link #MAX_AGE}.
     */
    public void forEach(Visitor visitor) {
        producers.values().forEach(producer -> producer.runs.forEach(run -> visitor.visit(run, producer.epochSeconds)));
    }

    /** Is told of each run. */
    public interface Visitor {
        /**
         * A run of a producer.
         *
         * @param epochSeconds when the producer appended last
         */
        void visit(ProducedRun run, long epochSeconds);
    }
}
