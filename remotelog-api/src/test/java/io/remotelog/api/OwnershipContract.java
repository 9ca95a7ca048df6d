package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract about who may write: one writer, one zone. */
interface OwnershipContract extends StoreUnderTest {

    @Test
    default void aStoreHasOneWriter() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore()) {
            try (LogWriter writer = store.writer(ZONE)) {
                for (LogStore refused : List.of(store, other, other)) {
                    assertThatThrownBy(() -> refused.writer(ZONE))
                            .isInstanceOfSatisfying(
                                    StoreInUseException.class,
                                    e -> assertThat(e.holderPid())
                                            .isEqualTo(ProcessHandle.current().pid()));
                }
                writer.open(DAY);
                StoreUnderTest.appendNumbered(writer, 0, 1);
                assertThat(writer.commit().size()).isEqualTo(1);
            }
            try (LogWriter next = other.writer(ZONE)) {
                assertThat(next.open(DAY).count()).isEqualTo(1);
            }
        }
    }

    @Test
    default void aClosedWriterRefusesAndClosingTwiceDoesNothing() throws IOException {
        try (LogStore store = openStore()) {
            LogWriter writer = store.writer(ZONE);
            writer.open(DAY);
            writer.close();
            try (LogWriter next = store.writer(ZONE)) {
                writer.close();
                assertThatThrownBy(() -> store.writer(ZONE)).isInstanceOf(StoreInUseException.class);
                assertThatThrownBy(() -> writer.open(DAY)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> Sample.numbered(0).appendTo(writer)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> writer.finish(DAY)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> writer.delete(DAY)).isInstanceOf(IllegalStateException.class);
                assertThat(next.open(DAY).count()).isZero();
            }
        }
    }

    @Test
    default void closingTheStoreClosesItsWriter() throws IOException {
        LogStore store = openStore();
        LogWriter writer = store.writer(ZONE);
        writer.open(DAY);
        StoreUnderTest.appendNumbered(writer, 0, 3);
        store.close();
        store.close();
        writer.close();
        try (LogStore again = openStore();
                LogWriter next = again.writer(ZONE)) {
            assertThat(next.open(DAY).count()).isEqualTo(3);
        }
    }

    @Test
    default void aClosedStoreRefuses() throws IOException {
        LogStore store = storeWith(1);
        store.close();
        assertThatThrownBy(store::days).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.find(DAY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::lineage).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.subscribe(() -> {})).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.writer(ZONE)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void readingCreatesNoLineage() throws IOException {
        try (LogStore store = openStore()) {
            store.days();
            store.find(DAY);
            store.subscribe(() -> {}).close();
            assertThat(store.lineage()).isEmpty();
        }
    }

    @Test
    default void theFirstWriterNotesTheLineageForGood() throws IOException {
        Lineage first;
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZoneId.of("Europe/Paris"))) {
            first = store.lineage().orElseThrow();
            assertThat(first.zone()).isEqualTo(ZoneId.of("Europe/Paris"));
            writer.open(DAY);
        }
        try (LogStore store = openStore()) {
            assertThat(store.lineage().orElseThrow().logId()).isEqualTo(first.logId());
            store.writer(ZoneId.of("Europe/Paris")).close();
            assertThat(store.lineage().orElseThrow().logId()).isEqualTo(first.logId());
            assertThat(store.lineage().orElseThrow().zone()).isEqualTo(first.zone());
        }
    }

    @Test
    default void anotherZoneIsRefusedAndLeavesTheStoreFree() throws IOException {
        try (LogStore store = openStore()) {
            store.writer(ZoneId.of("Europe/Paris")).close();
            assertThatThrownBy(() -> store.writer(ZoneId.of("Asia/Tokyo")))
                    .isInstanceOf(ZoneMismatchException.class)
                    .hasMessageContainingAll("Europe/Paris", "Asia/Tokyo");
            assertThat(store.lineage().orElseThrow().zone()).isEqualTo(ZoneId.of("Europe/Paris"));
            store.writer(ZoneId.of("Europe/Paris")).close();
        }
    }

    @Test
    default void aZoneOfAnotherNameWithTheSameDatesIsTheSame() throws IOException {
        try (LogStore store = openStore()) {
            store.writer(ZoneId.of("Etc/UTC")).close();
            store.writer(ZoneId.of("UTC")).close();
            store.writer(ZoneOffset.UTC).close();
        }
    }
}
