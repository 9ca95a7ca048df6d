package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProducerTableTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);
    private static final UUID ANNA = new UUID(1, 1);
    private static final UUID BERT = new UUID(2, 2);
    private static final long WEEK = ProducerTable.MAX_AGE.toSeconds();

    private final ProducerTable table = new ProducerTable();

    @Test
    void aRunHasToBeginWhereTheProducerIs() {
        table.add(run(ANNA, 5, 0, 3), 0);
        assertThatThrownBy(() -> table.add(run(ANNA, 7, 3, 1), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("7", "8");
        assertThatThrownBy(() -> table.add(run(ANNA, 9, 3, 1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(table.nextSequence(ANNA)).hasValue(8);
        table.forget(ANNA);
        table.add(run(ANNA, 9, 3, 1), 0);
        assertThat(table.nextSequence(ANNA)).hasValue(10);
    }

    @Test
    void runsAreOneIfTheyFollowEachOtherInBothNumberings() {
        table.add(run(ANNA, 0, 10, 2), 0);
        table.add(run(ANNA, 2, 12, 3), 0);
        table.add(run(ANNA, 5, 16, 1), 0);
        table.add(new ProducedRun(ANNA, 6, new Position(DAY.plusDays(1), 17), 1), 0);
        assertThat(table.find(ANNA, 0, 99))
                .extracting(found -> found.sequence() + "+" + found.records() + " at " + found.first())
                .containsExactly("0+5 at 2026-02-27/10", "5+1 at 2026-02-27/16", "6+1 at 2026-02-28/17");
    }

    @Test
    void runsAreNotOneIfTheyAreTooLongForOne() {
        table.add(run(ANNA, 0, 0, Integer.MAX_VALUE), 0);
        table.add(run(ANNA, Integer.MAX_VALUE, Integer.MAX_VALUE, 1), 0);
        assertThat(table.find(ANNA, 0, Long.MAX_VALUE)).hasSize(2);
        assertThat(table.nextSequence(ANNA)).hasValue(Integer.MAX_VALUE + 1L);
    }

    @Test
    void ofAProducerTheLastRunsAreKnown() {
        for (int i = 0; i < ProducerTable.MAX_RUNS + 3; i++) {
            table.add(run(ANNA, i, 2L * i, 1), 0);
        }
        assertThat(table.find(ANNA, 0, 99)).hasSize(ProducerTable.MAX_RUNS);
        assertThat(table.find(ANNA, 0, 4)).containsExactly(run(ANNA, 3, 6, 1));
        assertThat(table.nextSequence(ANNA)).hasValue(ProducerTable.MAX_RUNS + 3);
    }

    @Test
    void whoAppendedNothingForAWeekIsForgottenWhenAnotherAppends() {
        table.add(run(ANNA, 0, 0, 1), 1_000);
        table.add(run(BERT, 0, 1, 1), 1_000 + WEEK);
        assertThat(table.nextSequence(ANNA)).hasValue(1);
        table.add(run(BERT, 1, 2, 1), 1_001 + WEEK);
        assertThat(table.nextSequence(ANNA)).isEmpty();
        assertThat(table.nextSequence(BERT)).hasValue(2);
    }

    @Test
    void ofTooManyTheOneThatAppendedFirstIsForgottenThoughItWasAskedFor() {
        for (int i = 0; i < ProducerTable.MAX_PRODUCERS; i++) {
            table.add(run(new UUID(9, i), 0, i, 1), 0);
        }
        table.add(run(new UUID(9, 0), 1, 9_000, 1), 0);
        assertThat(table.nextSequence(new UUID(9, 1))).hasValue(1);
        assertThat(table.find(new UUID(9, 1), 0, 1)).hasSize(1);
        table.add(run(ANNA, 0, 9_001, 1), 0);
        assertThat(table.nextSequence(new UUID(9, 0))).hasValue(2);
        assertThat(table.nextSequence(new UUID(9, 1))).isEmpty();
        assertThat(table.nextSequence(new UUID(9, 2))).hasValue(1);
    }

    @Test
    void addedToAnEmptyTableWhatIsRememberedMakesTheSame() {
        Random random = new Random(3);
        long[] next = new long[9];
        long id = 0;
        for (int i = 0; i < 500; i++) {
            int producer = random.nextInt(next.length);
            int records = 1 + random.nextInt(4);
            table.add(run(new UUID(9, producer), next[producer], id, records), i);
            next[producer] += records;
            id += records + random.nextInt(2);
        }
        ProducerTable other = new ProducerTable();
        table.forEach(other::add);
        assertThat(visited(other)).hasSizeGreaterThan(100).isEqualTo(visited(table));
    }

    private static List<String> visited(ProducerTable table) {
        List<String> visited = new ArrayList<>();
        table.forEach((run, epochSeconds) -> visited.add(run + " " + epochSeconds));
        return visited;
    }

    private static ProducedRun run(UUID producer, long sequence, long firstId, int records) {
        return new ProducedRun(producer, sequence, new Position(DAY, firstId), records);
    }
}
