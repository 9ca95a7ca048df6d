package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of the contract about verification and repair, as far as it needs no damage. */
interface VerifyContract extends StoreUnderTest {

    @Test
    default void aWholeDayHasNoFaults() throws IOException {
        try (LogStore store = storeWith(50)) {
            VerifyLog log = new VerifyLog();
            VerifyReport report = store.verify(DAY, log);
            assertThat(log.lines()).isEmpty();
            assertThat(report.isClean()).isTrue();
            assertThat(report.records()).isEqualTo(50);
            assertThat(report.bytes()).isGreaterThan(500).isEqualTo(log.bytes());
            assertThat(log.begun()).containsExactly(DAY);
            assertThat(store.verify(log).isClean()).isTrue();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    default void aDayWithoutRecordsAndAFinishedOneHaveNoFaults() throws IOException {
        try (LogStore store = openStore()) {
            try (LogWriter writer = store.writer(ZONE)) {
                writer.open(DAY);
                StoreUnderTest.appendNumbered(writer, 0, 7);
                writer.finish(DAY);
                writer.open(NEXT_DAY);
            }
            VerifyLog log = new VerifyLog();
            assertThat(store.verify(DAY, log).records()).isEqualTo(7);
            assertThat(store.verify(NEXT_DAY, log).records()).isZero();
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    default void anAbsentDayCannotBeVerifiedNorRepairedAndIsNotMade() throws IOException {
        try (LogStore store = storeWith(3)) {
            assertThatThrownBy(() -> store.verify(NEXT_DAY, new VerifyLog()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2026");
            assertThatThrownBy(() -> store.repair(NEXT_DAY, Optional.empty(), new VerifyLog()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("2026");
            assertThat(store.days()).containsExactly(DAY);
        }
    }

    @Test
    default void aDayIsVerifiedWhileAWriterAppends() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int i = 0; i < 20; i++) {
                StoreUnderTest.appendNumbered(writer, 3 * i, 3 * i + 2);
                writer.commit();
                StoreUnderTest.appendNumbered(writer, 3 * i + 2, 3 * i + 3);
                VerifyLog log = new VerifyLog();
                assertThat(store.verify(DAY, log).records()).isEqualTo(3 * i + 2);
                assertThat(other.verify(DAY, log).records()).isEqualTo(3 * i + 2);
                assertThat(log.lines()).isEmpty();
            }
        }
    }

    @Test
    default void repairingAWholeDayChangesNothing() throws IOException {
        try (LogStore store = storeWith(30)) {
            VerifyLog log = new VerifyLog();
            VerifyReport report = store.repair(DAY, Optional.empty(), log);
            assertThat(report.isClean()).isTrue();
            assertThat(report.mended()).isZero();
            assertThat(report.records()).isEqualTo(30);
            assertThat(log.lines()).isEmpty();
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 30));
            try (LogWriter writer = store.writer(ZONE)) {
                assertThat(writer.open(DAY).isClean()).isTrue();
            }
        }
    }

    @Test
    default void anOpeningIsPreviewedAndNothingIsChanged() throws IOException {
        try (LogStore store = storeWith(30)) {
            RecoveryReport report = store.previewOpen(DAY);
            assertThat(report.day()).isEqualTo(DAY);
            assertThat(report.count()).isEqualTo(30);
            assertThat(report.findings()).isEmpty();
            assertThatThrownBy(() -> store.previewOpen(NEXT_DAY)).isInstanceOf(IOException.class);
            assertThat(store.days()).containsExactly(DAY);
            try (LogWriter writer = store.writer(ZONE)) {
                writer.open(DAY);
                StoreUnderTest.appendNumbered(writer, 30, 31);
                writer.finish(DAY);
            }
            assertThatThrownBy(() -> store.previewOpen(DAY)).isInstanceOf(DayFinishedException.class);
        }
    }

    @Test
    default void aClosedStoreRefusesToVerify() throws IOException {
        LogStore store = storeWith(3);
        store.close();
        assertThatThrownBy(() -> store.verify(DAY, new VerifyLog())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.repair(DAY, Optional.empty(), new VerifyLog()))
                .isInstanceOf(IllegalStateException.class);
    }
}
