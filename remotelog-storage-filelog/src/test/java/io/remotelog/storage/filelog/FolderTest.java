package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.RecordCursor;
import io.remotelog.api.Sample;
import io.remotelog.api.StoreInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store's folder: its location, what it may hold besides days, and the files that are RemoteLog's own. */
class FolderTest {
    private static final LocalDate DAY = LocalDate.of(2026, 2, 27);

    @TempDir
    Path root;

    @Test
    void readingAnAbsentFolderCreatesNothing() throws IOException {
        Path absent = root.resolve("a/b");
        try (LogStore store = LogStores.open(absent.toString())) {
            assertThat(store.days()).isEmpty();
            assertThat(store.find(DAY)).isEmpty();
            assertThat(store.lineage()).isEmpty();
            assertThat(store.gaps()).isEmpty();
            store.subscribe(() -> {}).close();
            assertThat(root.resolve("a")).doesNotExist();
            store.writer(ZoneOffset.UTC).close();
            assertThat(Places.names(absent)).containsExactly("lineage", "lock");
        }
    }

    @Test
    void aPlaceThatIsAFileIsRefused() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "x");
        assertThatThrownBy(() -> LogStores.open("filelog:" + file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is a file, want a folder");
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        // Not even root can make a folder there.
        try (LogStore store = LogStores.open("filelog:/proc/remotelog/log")) {
            assertThatThrownBy(() -> store.writer(ZoneOffset.UTC))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("store /proc/remotelog/log: cannot make the folder");
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        try (LogStore store = LogStores.open("filelog:/proc/self/net")) {
            assertThatThrownBy(() -> store.writer(ZoneOffset.UTC))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot write in the folder as this user");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync=always", "fsync=", "fsync=COMMIT", "fsync=interval"})
    void aWrongValueOfAnOptionListsTheRightOnes(String option) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogStores.open("filelog:" + root + "?" + option))
                .withMessageContaining("option " + option + ", want one of: commit, never");
    }

    @Test
    void anUnknownOptionListsTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogStores.open("filelog:" + root + "?sync=commit"))
                .withMessageContaining("unknown option 'sync', known: fsync");
    }

    @Test
    void anUnknownSchemeListsThisOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogStores.open("cassandra:x"))
                .withMessageContaining("filelog");
    }

    @Test
    void whatIsNoDayIsPassedOver() throws IOException {
        for (String name : List.of(
                "20260230",
                "20261301",
                "2026022",
                "202602277",
                "2026-02-27",
                "x0260227",
                "+2026227",
                "lost+found",
                ".deleted-20260226",
                "\u0662\u0660260227")) {
            Files.createDirectories(root.resolve(name));
        }
        Files.writeString(root.resolve("20260301"), "a file, not a folder");
        Files.createDirectories(root.resolve("20240229"));
        Files.createDirectories(root.resolve("20260227"));
        try (LogStore store = Places.open(root)) {
            assertThat(store.days()).containsExactly(LocalDate.of(2024, 2, 29), DAY);
            assertThat(store.find(LocalDate.of(2026, 3, 1))).isEmpty();
            assertThat(store.find(DAY).orElseThrow().count()).isZero();
        }
    }

    @Test
    void theLineageIsThreeLinesThatLaterOnesMayFollow() throws IOException {
        try (LogStore store = Places.open(root)) {
            store.writer(ZoneId.of("Europe/Paris")).close();
            UUID logId = store.lineage().orElseThrow().logId();
            String text = "remotelog lineage 1\nlog " + logId + "\nzone Europe/Paris\n";
            assertThat(root.resolve("lineage")).hasContent(text);
            Files.writeString(root.resolve("lineage"), text + "epoch 1 2026-02-27/0\nepo");
            assertThat(store.lineage().orElseThrow().logId()).isEqualTo(logId);
            store.writer(ZoneId.of("Europe/Paris")).close();
            assertThat(root.resolve("lineage")).content().endsWith("epo");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "remotelog lineage 1\n",
                "remotelog lineage 2\nlog x\nzone UTC\n",
                "remotelog lineage 1\nlog 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d\nzone UTC",
                "remotelog lineage 1\nlog x\nzone UTC\n",
                "remotelog lineage 1\nlog 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d\nzone Mars/Olympus\n",
                "remotelog lineage 1\nzone UTC\nlog 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d\n",
                "\0\0\0\0"
            })
    void aBrokenLineageIsAnErrorThatLeavesTheStoreFree(String text) throws IOException {
        Files.writeString(root.resolve("lineage"), text);
        try (LogStore store = Places.open(root)) {
            assertThatThrownBy(store::lineage)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("lineage line");
            assertThatThrownBy(() -> store.writer(ZoneOffset.UTC)).isInstanceOf(CorruptLogException.class);
            Files.delete(root.resolve("lineage"));
            store.writer(ZoneOffset.UTC).close();
        }
    }

    @Test
    void theLockHoldsWhicheverPathLeadsThere() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), Files.createDirectory(root.resolve("real")));
        try (LogStore store = Places.open(root.resolve("real"));
                LogStore linked = Places.open(link);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            assertThatThrownBy(() -> linked.writer(ZoneOffset.UTC)).isInstanceOf(StoreInUseException.class);
            writer.open(DAY);
        }
    }

    @Test
    void aDeletedDayIsRenamedAtOnceAndItsFilesGoWithItsLastCursor() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            try (RecordCursor first = filled(store, writer).cursor(0);
                    RecordCursor second = store.find(DAY).orElseThrow().cursor(0)) {
                writer.delete(DAY);
                assertThat(Places.names(root)).containsExactly(".deleted-20260227", "lineage", "lock");
                try (RecordCursor third = filled(store, writer).cursor(0)) {
                    writer.delete(DAY);
                    assertThat(Places.names(root)).contains(".deleted-20260227", ".deleted-20260227-2");
                    assertThat(Sample.rest(third)).hasSize(1);
                }
                assertThat(Places.names(root)).containsExactly(".deleted-20260227", "lineage", "lock");
                assertThat(Sample.rest(first)).hasSize(1);
                assertThat(Sample.rest(second)).hasSize(1);
            }
            assertThat(Places.names(root)).containsExactly("lineage", "lock");
            filled(store, writer);
            writer.delete(DAY);
            assertThat(Places.names(root)).containsExactly("lineage", "lock");
        }
    }

    @Test
    void theNextWriterRemovesLeftoversThatNobodyReads() throws IOException {
        Files.createDirectories(root.resolve(".deleted-20260101"));
        Files.writeString(root.resolve(".deleted-20260101/index"), "x");
        try (LogStore store = Places.open(root)) {
            RecordCursor cursor;
            try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
                assertThat(root.resolve(".deleted-20260101")).doesNotExist();
                cursor = filled(store, writer).cursor(0);
                writer.delete(DAY);
            }
            store.writer(ZoneOffset.UTC).close();
            assertThat(Sample.rest(cursor)).hasSize(1);
            cursor.close();
            assertThat(Places.names(root)).containsExactly("lineage", "lock");
        }
    }

    private static DayLog filled(LogStore store, LogWriter writer) throws IOException {
        writer.open(DAY);
        Sample.numbered(0).appendTo(writer);
        writer.commit();
        writer.open(DAY.plusDays(1));
        writer.finish(DAY.plusDays(1));
        writer.delete(DAY.plusDays(1));
        return store.find(DAY).orElseThrow();
    }
}
