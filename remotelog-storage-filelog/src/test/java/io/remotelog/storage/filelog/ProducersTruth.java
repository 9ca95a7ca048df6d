package io.remotelog.storage.filelog;

import io.remotelog.api.ProducedRun;
import io.remotelog.api.ProducerTable;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Producers whose records a play appends, and their memory of it. One thread.
 *
 * <p>The rule. A record that was noted is remembered, with its producer, sequence and place, if and only if it is in the log. Under
 * {@code interval} and {@code never} a power cut may take the memory, not the record; what is remembered is in the log all the same.
 */
final class ProducersTruth {
    private static final int PRODUCERS = 3;

    /** What was told of a record. */
    private record Noted(UUID producer, long sequence) {}

    private final Play play;
    private final Map<Sent, Noted> noted = new HashMap<>();
    private final Map<LocalDate, Set<UUID>> byDay = new HashMap<>();

    /** Those that have records in a day that somebody deleted or damaged are not asked about any more. */
    private final Set<UUID> retired = new HashSet<>();

    private final List<UUID> active = new ArrayList<>();

    /** Where those go on that have notes of records that wait. */
    private final Map<UUID, Long> waiting = new HashMap<>();

    private int made;

    /** The records whose notes a power cut may have taken. */
    private final Set<Sent> forgettable = new HashSet<>();

    ProducersTruth(Play play) {
        this.play = play;
    }

    /** Goes on from what another one knows. */
    void know(ProducersTruth other) {
        noted.putAll(other.noted);
        forgettable.addAll(other.forgettable);
        retired.addAll(other.retired);
        active.addAll(other.active);
        other.byDay.forEach((day, producers) -> byDay.put(day, new HashSet<>(producers)));
    }

    /** The process has ended, and perhaps the machine. */
    void ended(boolean powerCut) {
        waiting.clear();
        if (powerCut && play.policy.kind() != FsyncPolicy.Kind.COMMIT) {
            forgettable.addAll(noted.keySet());
        }
    }

    /** Nothing waits any more. */
    void nothingWaits() {
        waiting.clear();
    }

    /** Now and then, notes that the last records are a producer's. */
    void maybeNote(LocalDate day, List<Sent> last) throws IOException {
        if (play.random.nextInt(3) == 0) {
            return;
        }
        while (active.size() < PRODUCERS) {
            made++;
            active.add(new UUID(play.random.nextLong(), made));
        }
        UUID producer = active.get(play.random.nextInt(PRODUCERS));
        int records = 1 + play.random.nextInt(last.size());
        long sequence = waiting.containsKey(producer)
                ? waiting.get(producer)
                : table().nextSequence(producer).orElse(0);
        CountedFaults.trace("note " + producer + " from " + sequence + ": " + records);
        play.opening().writer().note(producer, sequence, records);
        for (int i = 0; i < records; i++) {
            noted.put(last.get(last.size() - records + i), new Noted(producer, sequence + i));
        }
        waiting.put(producer, sequence + records);
        byDay.computeIfAbsent(day, unknown -> new HashSet<>()).add(producer);
    }

    /** The records of a day were taken away. */
    void gone(LocalDate day) {
        Set<UUID> producers = byDay.getOrDefault(day, Set.of());
        retired.addAll(producers);
        active.removeAll(producers);
    }

    /** A day was opened, or its commit returned. */
    void require(DayTruth day, String when) {
        Map<Noted, Long> remembered = new HashMap<>();
        for (UUID producer : byDay.getOrDefault(day.day, Set.of())) {
            if (!retired.contains(producer)) {
                for (ProducedRun run : table().find(producer, 0, Long.MAX_VALUE)) {
                    requireInLog(day, run, remembered, when);
                }
            }
        }
        for (int id = 0; id < day.count(); id++) {
            Noted note = noted.get(day.kept(id));
            if (note != null && !retired.contains(note.producer)) {
                requireRemembered(day, id, note, remembered, when);
            }
        }
    }

    private void requireInLog(DayTruth day, ProducedRun run, Map<Noted, Long> remembered, String when) {
        if (!run.first().day().equals(day.day)) {
            return;
        }
        for (int i = 0; i < run.records(); i++) {
            long id = run.first().id() + i;
            Noted want = new Noted(run.producer(), run.sequence() + i);
            Noted got = id < day.count() ? noted.get(day.kept((int) id)) : null;
            if (!want.equals(got)) {
                throw new Violation(when + ": " + want + " is remembered at " + day.day + " id " + id + " of "
                        + day.count() + ", which is " + got);
            }
            remembered.put(want, id);
        }
    }

    private void requireRemembered(DayTruth day, int id, Noted note, Map<Noted, Long> remembered, String when) {
        Long at = remembered.get(note);
        if (at != null && at == id) {
            return;
        }
        if (at == null && forgettable.contains(day.kept(id))) {
            noted.remove(day.kept(id));
            return;
        }
        List<ProducedRun> runs = table().find(note.producer, 0, Long.MAX_VALUE);
        if (at == null && runs.size() == ProducerTable.MAX_RUNS && runs.get(0).sequence() > note.sequence) {
            // So many are remembered.
            return;
        }
        throw new Violation(when + ": " + day.day + " id " + id + " is " + note + ", which is not remembered: " + runs);
    }

    private ProducerTable table() {
        return play.opening().writer().producers().orElseThrow();
    }
}
