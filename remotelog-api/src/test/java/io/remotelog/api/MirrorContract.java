package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The part of the contract about copies of another log: whose they are, what is missing from them, and what was removed. */
interface MirrorContract extends StoreUnderTest {
    UUID OTHER_LOG = UUID.fromString("8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d");
    Epoch FIRST_EPOCH = new Epoch(UUID.fromString("0b0c7f5e-7b7e-4b44-9c5b-0d8a3c1f2e4a"), new Position(DAY, 0));
    Epoch SECOND_EPOCH = new Epoch(UUID.fromString("5f0d7c11-2f6e-4d55-a7f6-3c9a52c1b001"), new Position(DAY, 2));
    Lineage OTHER = new Lineage(OTHER_LOG, ZONE, List.of(FIRST_EPOCH, SECOND_EPOCH));
    Gap GAP = new Gap(new Position(DAY, 17), NEXT_DAY, "the master removed \u201cthese\u201d days");

    @Test
    default void aMirrorWriterBeginsNoEpoch() throws IOException {
        try (LogStore store = openStore();
                MirrorWriter writer = store.mirrorWriter(ZONE)) {
            Lineage begun = store.lineage().orElseThrow();
            assertThat(begun.zone()).isEqualTo(ZONE);
            assertThat(begun.epochs()).isEmpty();
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 2);
            writer.commit();
            writer.open(NEXT_DAY);
            assertThat(store.lineage()).contains(begun);
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 2));
        }
    }

    @Test
    default void aMirrorWriterIsAWriterAmongOthers() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore()) {
            MirrorWriter writer = store.mirrorWriter(ZONE);
            assertThatThrownBy(() -> store.mirrorWriter(ZONE)).isInstanceOf(StoreInUseException.class);
            assertThatThrownBy(() -> other.mirrorWriter(ZONE)).isInstanceOf(StoreInUseException.class);
            assertThatThrownBy(() -> other.writer(ZONE)).isInstanceOf(StoreInUseException.class);
            writer.close();
            assertThatThrownBy(() -> store.mirrorWriter(ZoneId.of("Asia/Tokyo")))
                    .isInstanceOf(ZoneMismatchException.class);
            assertThatThrownBy(() -> writer.adopt(OTHER)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> writer.note(GAP)).isInstanceOf(IllegalStateException.class);
            try (LogWriter next = other.writer(ZONE)) {
                assertThatThrownBy(() -> store.mirrorWriter(ZONE)).isInstanceOf(StoreInUseException.class);
                assertThat(next.open(DAY).count()).isZero();
            }
        }
    }

    @Test
    default void aClosedStoreRefusesToBeAMirrorAndToTellItsGaps() throws IOException {
        LogStore store = storeWith(1);
        store.close();
        assertThatThrownBy(() -> store.mirrorWriter(ZONE)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::gaps).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void anAdoptedLineageIsTheOneFromThenOnAndTheDaysStay() throws IOException {
        try (LogStore store = openStore()) {
            try (MirrorWriter writer = store.mirrorWriter(ZONE)) {
                writer.open(DAY);
                StoreUnderTest.appendNumbered(writer, 0, 2);
                writer.commit();
                writer.adopt(OTHER);
                assertThat(store.lineage()).contains(OTHER);
                writer.adopt(OTHER);
                StoreUnderTest.appendNumbered(writer, 2, 3);
                writer.commit();
            }
            try (LogStore again = openStore();
                    MirrorWriter writer = again.mirrorWriter(ZONE)) {
                assertThat(again.lineage()).contains(OTHER);
                assertThat(Sample.all(again, DAY)).isEqualTo(StoreUnderTest.numbered(0, 3));
                Lineage shorter = new Lineage(UUID.randomUUID(), ZoneId.of("Asia/Tokyo"), List.of(SECOND_EPOCH));
                writer.adopt(shorter);
                assertThat(again.lineage()).contains(shorter);
            }
            store.mirrorWriter(ZoneId.of("Asia/Tokyo")).close();
            assertThatThrownBy(() -> store.mirrorWriter(ZONE)).isInstanceOf(ZoneMismatchException.class);
        }
    }

    @Test
    default void aWriterOfWhatWasACopyBeginsAnEpochAtItsEnd() throws IOException {
        try (LogStore store = openStore()) {
            try (MirrorWriter mirror = store.mirrorWriter(ZONE)) {
                mirror.adopt(OTHER);
                mirror.open(DAY);
                StoreUnderTest.appendNumbered(mirror, 0, 3);
            }
            try (LogWriter writer = store.writer(ZONE)) {
                assertThat(store.lineage()).contains(OTHER);
                writer.open(DAY);
            }
            Lineage promoted = store.lineage().orElseThrow();
            assertThat(promoted.logId()).isEqualTo(OTHER_LOG);
            assertThat(promoted.epochs()).hasSize(3).startsWith(FIRST_EPOCH, SECOND_EPOCH);
            assertThat(promoted.epochs().get(2).begin()).isEqualTo(new Position(DAY, 3));
        }
    }

    @Test
    default void theNewestRemovedDayWithRecordsIsNoted() throws IOException {
        LocalDate later = NEXT_DAY.plusDays(5);
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            for (LocalDate day : List.of(DAY, NEXT_DAY, later)) {
                writer.open(day);
                StoreUnderTest.appendNumbered(writer, 0, 1);
                writer.finish(day);
            }
            writer.open(later.plusDays(1));
            writer.open(later.plusDays(2));
            assertThat(store.lineage().orElseThrow().removedThrough()).isEmpty();
            writer.delete(later.plusDays(1));
            writer.delete(later.plusDays(3));
            assertThat(store.lineage().orElseThrow().removedThrough()).isEmpty();
            writer.delete(NEXT_DAY);
            assertThat(store.lineage().orElseThrow().removedThrough()).contains(NEXT_DAY);
            writer.delete(DAY);
            assertThat(store.lineage().orElseThrow().removedThrough()).contains(NEXT_DAY);
            writer.delete(later);
        }
        try (LogStore store = openStore()) {
            assertThat(store.lineage().orElseThrow().removedThrough()).contains(later);
            assertThat(store.lineage().orElseThrow().epochs()).hasSize(1);
        }
    }

    @Test
    default void whatWasRemovedHereStaysNotedWhenAnotherLineageIsAdopted() throws IOException {
        try (LogStore store = openStore();
                MirrorWriter writer = store.mirrorWriter(ZONE)) {
            Lineage removedThere = new Lineage(OTHER_LOG, ZONE, OTHER.epochs(), Optional.of(NEXT_DAY.plusDays(9)));
            writer.adopt(removedThere);
            assertThat(store.lineage()).contains(OTHER);
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 1);
            writer.finish(DAY);
            writer.delete(DAY);
            writer.adopt(new Lineage(OTHER_LOG, ZONE, List.of(FIRST_EPOCH)));
            assertThat(store.lineage()).contains(new Lineage(OTHER_LOG, ZONE, List.of(FIRST_EPOCH), Optional.of(DAY)));
        }
    }

    @Test
    default void gapsAreToldInTheOrderInWhichTheyWereNotedAndOnce() throws IOException {
        Gap earlier = new Gap(new Position(DAY.minusDays(3), 0), DAY.minusDays(3), "an earlier one");
        Gap longer = new Gap(GAP.from(), NEXT_DAY.plusDays(1), GAP.reason());
        try (LogStore store = openStore()) {
            assertThat(store.gaps()).isEmpty();
            try (MirrorWriter writer = store.mirrorWriter(ZONE)) {
                assertThat(store.gaps()).isEmpty();
                writer.note(GAP);
                writer.note(earlier);
                writer.note(new Gap(GAP.from(), GAP.lastDay(), "another reason"));
                writer.note(longer);
                writer.note(earlier);
                assertThat(store.gaps()).containsExactly(GAP, earlier, longer);
            }
            store.writer(ZONE).close();
        }
        try (LogStore store = openStore()) {
            assertThat(store.gaps()).containsExactly(GAP, earlier, longer);
            assertThat(store.days()).isEmpty();
        }
    }

    @Test
    default void bytesAreThoseOfTheRecordsFromAnIdOn() throws IOException {
        int[] lengths = {0, 7, 300, 1};
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            DayLog day = store.find(DAY).orElseThrow();
            assertThat(day.bytes(0)).isZero();
            for (int length : lengths) {
                Sample.of(1, 1, "x".repeat(length)).appendTo(writer);
            }
            assertThat(day.bytes(0)).isZero();
            writer.commit();
            // What waits for a commit does not count.
            Sample.of(1, 1, "waits").appendTo(writer);
            try (LogStore other = openStore()) {
                for (DayLog seen : List.of(day, other.find(DAY).orElseThrow())) {
                    assertThat(seen.bytes(0)).isEqualTo(10 + 17 + 310 + 11);
                    assertThat(seen.bytes(1)).isEqualTo(17 + 310 + 11);
                    assertThat(seen.bytes(2)).isEqualTo(310 + 11);
                    assertThat(seen.bytes(3)).isEqualTo(11);
                    assertThat(seen.bytes(4)).isZero();
                    assertThatThrownBy(() -> seen.bytes(-1)).isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> seen.bytes(5)).isInstanceOf(IllegalArgumentException.class);
                }
            }
            writer.finish(DAY);
            assertThat(day.bytes(4)).isEqualTo(15);
        }
    }
}
