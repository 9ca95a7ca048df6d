package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Epoch;
import io.remotelog.api.Lineage;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lineage file: what adopting and removing write, against text written by hand. */
class LineageFileTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final String LOG = "remotelog lineage 1\nlog 8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d\n";
    private static final String EPOCHS = """
            epoch 0b0c7f5e-7b7e-4b44-9c5b-0d8a3c1f2e4a 2026-11-19/0
            epoch 5f0d7c11-2f6e-4d55-a7f6-3c9a52c1b001 2026-11-22/17
            """;
    private static final Lineage OTHER = new Lineage(
            UUID.fromString("8d7a1c5e-0c8f-4c8f-9a55-5d1d3a1b2c3d"),
            ZoneId.of("Europe/Paris"),
            List.of(
                    new Epoch(UUID.fromString("0b0c7f5e-7b7e-4b44-9c5b-0d8a3c1f2e4a"), Position.parse("2026-11-19/0")),
                    new Epoch(
                            UUID.fromString("5f0d7c11-2f6e-4d55-a7f6-3c9a52c1b001"), Position.parse("2026-11-22/17"))));

    @TempDir
    Path root;

    @Test
    void whatIsAdoptedIsInThePlaceOfWhatWas() throws IOException {
        // What one who died left, and is longer than what comes in its place.
        Files.writeString(root.resolve("lineage.tmp"), "x".repeat(1000));
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            assertThat(lineage()).content().endsWith("\nzone Z\n");
            writer.adopt(OTHER);
            assertThat(lineage()).hasContent(LOG + "zone Europe/Paris\n" + EPOCHS);
            assertThat(Places.names(root)).containsExactly("lineage", "lock");
        }
    }

    @Test
    void adoptingWhatIsThereWritesNothing() throws IOException {
        String text = LOG + "zone Europe/Paris\nlater versions add lines\n" + EPOCHS + "removed 2026-11-18\nepo";
        Files.writeString(lineage(), text);
        FileTime longAgo = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(lineage(), longAgo);
        Object file = Files.readAttributes(lineage(), BasicFileAttributes.class).fileKey();
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneId.of("Europe/Paris"))) {
            writer.adopt(OTHER);
        }
        assertThat(lineage()).hasContent(text);
        assertThat(Files.getLastModifiedTime(lineage())).isEqualTo(longAgo);
        assertThat(Files.readAttributes(lineage(), BasicFileAttributes.class).fileKey())
                .isEqualTo(file);
    }

    @Test
    void aRemovedDayWithRecordsIsALineThatAdoptingKeeps() throws IOException {
        Files.writeString(lineage(), LOG + "zone Z\n" + EPOCHS + "remov");
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            for (int i = 0; i < 3; i++) {
                writer.open(DAY.plusDays(i));
                Sample.numbered(i).appendTo(writer);
                writer.finish(DAY.plusDays(i));
            }
            writer.delete(DAY.plusDays(1));
            assertThat(lineage()).hasContent(LOG + "zone Z\n" + EPOCHS + "removed 2026-11-21\n");
            writer.delete(DAY);
            assertThat(lineage()).hasContent(LOG + "zone Z\n" + EPOCHS + "removed 2026-11-21\n");
            writer.delete(DAY.plusDays(2));
            assertThat(lineage()).hasContent(LOG + "zone Z\n" + EPOCHS + "removed 2026-11-21\nremoved 2026-11-22\n");
            writer.adopt(OTHER);
            assertThat(lineage()).hasContent(LOG + "zone Europe/Paris\n" + EPOCHS + "removed 2026-11-22\n");
        }
    }

    @Test
    void ofSeveralRemovedDaysTheNewestCountsAndWhatIsNoDayIsPassedOver() throws IOException {
        String removed = "removed 2026-11-18\nremoved 2026-11-21\nremoved 2026-11-20\n";
        Files.writeString(
                lineage(),
                LOG + "zone Z\n" + removed + "removed 2026-11-31\nremoved \nremoved 2026-11-29 x\nremoved 2026-11-28");
        try (LogStore store = Places.open(root)) {
            assertThat(store.lineage().orElseThrow().removedThrough()).contains(LocalDate.of(2026, 11, 21));
        }
        Files.writeString(lineage(), LOG + "zone Z\n" + EPOCHS);
        try (LogStore store = Places.open(root)) {
            assertThat(store.lineage())
                    .contains(new Lineage(OTHER.logId(), ZoneOffset.UTC, OTHER.epochs(), Optional.empty()));
        }
    }

    @Test
    void aDayWhoseRemovalCannotBeNotedStays() throws IOException {
        try (LogStore store = Places.open(root);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            Sample.numbered(1).appendTo(writer);
            writer.finish(DAY);
            Files.delete(lineage());
            assertThatThrownBy(() -> writer.delete(DAY))
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("lineage line 1: there is no file");
            assertThat(store.days()).containsExactly(DAY);
            assertThat(lineage()).doesNotExist();
        }
    }

    private Path lineage() {
        return root.resolve("lineage");
    }
}
