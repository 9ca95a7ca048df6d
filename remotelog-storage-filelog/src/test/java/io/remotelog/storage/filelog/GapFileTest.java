package io.remotelog.storage.filelog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.CorruptLogException;
import io.remotelog.api.Gap;
import io.remotelog.api.LogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.VerifyLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of gaps, against bytes written by hand. */
class GapFileTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final Gap DAYS =
            new Gap(new Position(DAY, 17), DAY.plusDays(2), "entfernt: zu alt f\u00fcr \u201euns\u201c");
    private static final Gap WHOLE_DAY =
            new Gap(new Position(DAY.plusDays(5), 0), DAY.plusDays(5), "the log was replaced");

    private static final String FIRST_LINE = "remotelog gaps 1\n";
    private static final String DAYS_LINE = "gap 2026-11-20/17 2026-11-22 entfernt: zu alt f\u00fcr \u201euns\u201c\n";
    private static final String WHOLE_DAY_LINE = "gap 2026-11-25/0 2026-11-25 the log was replaced\n";

    @TempDir
    Path root;

    @Test
    void thereIsNoFileUntilAGapIsNotedAndThenALineForEach() throws IOException {
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            assertThat(store.gaps()).isEmpty();
            assertThat(gaps()).doesNotExist();
            writer.note(DAYS);
            assertThat(gaps()).hasBinaryContent((FIRST_LINE + DAYS_LINE).getBytes(UTF_8));
            writer.note(WHOLE_DAY);
            writer.note(DAYS);
            assertThat(gaps()).hasBinaryContent((FIRST_LINE + DAYS_LINE + WHOLE_DAY_LINE).getBytes(UTF_8));
        }
    }

    @Test
    void aTornLastLineIsPassedOverAndCutByTheNextOne() throws IOException {
        Files.writeString(gaps(), FIRST_LINE + DAYS_LINE + "gap 2026-11-25/0 2026-11-25 the log w");
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            assertThat(store.gaps()).containsExactly(DAYS);
            assertThat(verify(store).lines()).containsExactly(note(DAYS));
            writer.note(WHOLE_DAY);
            assertThat(gaps()).hasContent(FIRST_LINE + DAYS_LINE + WHOLE_DAY_LINE);
            assertThat(store.gaps()).containsExactly(DAYS, WHOLE_DAY);
        }
    }

    @Test
    void aTornFirstLineIsNone() throws IOException {
        for (String torn : List.of("", "remotelog g", "remotelog gaps 1", "\0\0\0\0")) {
            Files.writeString(gaps(), torn);
            try (LogStore store = Places.open(root);
                    MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
                assertThat(store.gaps()).isEmpty();
                assertThat(verify(store).lines()).isEmpty();
                writer.note(WHOLE_DAY);
                assertThat(gaps()).hasContent(FIRST_LINE + WHOLE_DAY_LINE);
            }
        }
    }

    @Test
    void aLineThatCannotBeReadIsPassedOverAndAFault() throws IOException {
        List<String> broken = List.of(
                "",
                "gap",
                "gap 2026-11-25/0 2026-11-25",
                "gap 2026-11-25/0 2026-11-25 ",
                "gap 2026-11-25/0 2026-11-24 ends before it begins",
                "gap 2026-11-25/x 2026-11-25 no id",
                "gap 2026-11-25/0 2026-11-31 no day",
                "hole 2026-11-25/0 2026-11-25 the log was replaced");
        Files.writeString(gaps(), FIRST_LINE + String.join("\n", broken) + "\n" + WHOLE_DAY_LINE);
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            assertThat(store.gaps()).containsExactly(WHOLE_DAY);
            VerifyLog log = verify(store);
            assertThat(log.notes()).containsExactly(note(WHOLE_DAY));
            assertThat(log.faults()).hasSize(broken.size());
            assertThat(log.faults().get(7))
                    .hasToString("1970-01-01 id 0: line 9 of gaps, got 'hole 2026-11-25/0 2026-11-25 the log was"
                            + " replaced', want 'gap DATE/ID DATE REASON'");
            writer.note(DAYS);
            assertThat(store.gaps()).containsExactly(WHOLE_DAY, DAYS);
        }
    }

    @Test
    void anotherFileOfThatNameIsAnErrorAndAFaultAndStays() throws IOException {
        Files.writeString(gaps(), "remotelog gaps 2\n");
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            String message = gaps() + " line 1: 'remotelog gaps 2', want 'remotelog gaps 1'";
            assertThatThrownBy(store::gaps)
                    .isInstanceOf(CorruptLogException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> writer.note(DAYS)).isInstanceOf(CorruptLogException.class);
            assertThat(verify(store).lines())
                    .containsExactly("1970-01-01 id 0: gaps, got '" + message + "', want what is missing");
            assertThat(gaps()).hasContent("remotelog gaps 2\n");
        }
    }

    @Test
    void aGapIsToldByVerificationAndNoFault() throws IOException {
        Files.writeString(gaps(), FIRST_LINE + DAYS_LINE + WHOLE_DAY_LINE);
        try (LogStore store = Places.open(root)) {
            VerifyLog log = new VerifyLog();
            assertThat(store.verify(log).isClean()).isTrue();
            assertThat(log.notes())
                    .containsExactly(
                            "missing here: 2026-11-20 to 2026-11-22 from id 17: entfernt: zu alt f\u00fcr \u201euns\u201c",
                            "missing here: 2026-11-25: the log was replaced");
            assertThat(log.faults()).isEmpty();
        }
    }

    @Test
    void aFullFileRefusesFurtherGapsAndStaysAsItIs() throws IOException {
        // 1 MiB but for the room of one line.
        int room = WHOLE_DAY_LINE.length();
        String filler = "x".repeat((1 << 20) - room - (FIRST_LINE + DAYS_LINE).getBytes(UTF_8).length - 1) + "\n";
        Files.writeString(gaps(), FIRST_LINE + DAYS_LINE + filler);
        try (LogStore store = Places.open(root);
                MirrorWriter writer = store.mirrorWriter(ZoneOffset.UTC)) {
            Gap longer = new Gap(WHOLE_DAY.from(), WHOLE_DAY.lastDay(), WHOLE_DAY.reason() + "!");
            assertThatThrownBy(() -> writer.note(longer))
                    .isInstanceOf(IOException.class)
                    .hasMessage(gaps() + " is full: it would have 1048577 bytes, want at most 1048576");
            assertThat(Files.size(gaps())).isEqualTo((1 << 20) - room);
            writer.note(DAYS);
            writer.note(WHOLE_DAY);
            assertThat(store.gaps()).containsExactly(DAYS, WHOLE_DAY);
        }
    }

    private Path gaps() {
        return root.resolve("gaps");
    }

    private static String note(Gap gap) {
        return "missing here: " + gap;
    }

    private static VerifyLog verify(LogStore store) throws IOException {
        VerifyLog log = new VerifyLog();
        store.verify(log);
        return log;
    }
}
