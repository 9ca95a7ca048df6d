package io.remotelog.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where ranges begin and end, and where whoever stops in one goes on. */
class RangeReaderTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final LocalDate TUESDAY = MONDAY.plusDays(1);
    private static final LocalDate WEDNESDAY = MONDAY.plusDays(2);

    private final MemoryLogStore store = new MemoryLogStore();
    private LogWriter writer;
    private Position stoppedAt;

    @BeforeEach
    void twoDays() throws IOException {
        writer = store.writer(ZoneOffset.UTC);
        append(writer, MONDAY, 1, "m0", "m1", "m2");
        writer.finish(MONDAY);
        append(writer, WEDNESDAY, 2, "w0", "w1");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPositionOfAnAbsentDayIsTheBeginningOfTheNext() throws IOException {
        assertThat(read(ReadRange.from(new Position(TUESDAY, 1)))).containsExactly("w0", "w1");
    }

    @Test
    void theIdOfAnAbsentDayCanBeMeantForTheNext() throws IOException {
        assertThat(read(ReadRange.ALL.withStart(Optional.of(TUESDAY), 1, ReadRange.IfAbsent.NEXT_DAY_SAME_ID)))
                .containsExactly("w1");
    }

    @Test
    void aDayThatMustBeThereIsNamedIfItIsNot() throws IOException {
        assertThat(read(ReadRange.ofDay(MONDAY))).containsExactly("m0", "m1", "m2");
        assertThatThrownBy(() -> read(ReadRange.ofDay(TUESDAY)))
                .isInstanceOf(NoSuchDayException.class)
                .hasMessage("day 2026-11-17 is not in the store, its days are 2026-11-16 to 2026-11-18");
    }

    @Test
    void aPositionBeyondTheEndIsRefused() {
        assertThatThrownBy(() -> read(ReadRange.from(new Position(WEDNESDAY, 3))))
                .isInstanceOf(BeyondEndException.class)
                .hasMessageContaining("2026-11-18/3: the day has 2 records");
    }

    @Test
    void theLimitCountsRecordsOfTheTypeAndSaysWhereToGoOn() throws IOException {
        assertThat(read(ReadRange.ALL.withLimit(2))).containsExactly("m0", "m1");
        assertThat(stoppedAt).isEqualTo(new Position(MONDAY, 2));
        assertThat(read(ReadRange.ALL.withType(OptionalInt.of(2)).withLimit(1))).containsExactly("w0");
        assertThat(stoppedAt).isEqualTo(new Position(WEDNESDAY, 1));
        assertThat(read(ReadRange.ALL.withLimit(0))).isEmpty();
    }

    @Test
    void aRecordThatCameLaterIsLeftForWhoeverGoesOn() throws IOException {
        try (RangeReader reader = RangeReader.open(store, ReadRange.from(new Position(WEDNESDAY, 1)))) {
            append(writer, WEDNESDAY, 2, "later");
            assertThat(reader.poll()).isEqualTo(RangeReader.Step.RECORD);
            assertThat(reader.poll()).isEqualTo(RangeReader.Step.END);
            assertThat(reader.position()).isEqualTo(new Position(WEDNESDAY, 2));
            assertThat(read(ReadRange.from(reader.position()))).containsExactly("later");
        }
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThatThrownBy(() -> ReadRange.ALL.withType(OptionalInt.of(32_768)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type 32768, want -32768 to 32767");
        assertThatThrownBy(() -> ReadRange.ALL.withLimit(-1)).hasMessage("limit -1, want 0 or more");
        assertThatThrownBy(() -> ReadRange.ofDay(TUESDAY).withLastDay(Optional.of(MONDAY)))
                .hasMessage("last day 2026-11-16 is before the first, 2026-11-17");
    }

    private List<String> read(ReadRange range) throws IOException {
        List<String> payloads = new ArrayList<>();
        try (RangeReader reader = RangeReader.open(store, range)) {
            RangeReader.Step step = reader.poll();
            while (step != RangeReader.Step.END) {
                if (step == RangeReader.Step.RECORD) {
                    payloads.add(UTF_8.decode(reader.record().payload()).toString());
                }
                step = reader.poll();
            }
            stoppedAt = reader.position();
        }
        return payloads;
    }

    private static void append(LogWriter writer, LocalDate day, int type, String... payloads) throws IOException {
        writer.open(day);
        for (String payload : payloads) {
            writer.append(0, (short) type, ByteBuffer.wrap(payload.getBytes(UTF_8)));
        }
        writer.commit();
    }
}
