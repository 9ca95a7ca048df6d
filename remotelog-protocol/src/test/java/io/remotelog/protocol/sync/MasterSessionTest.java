package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.remotelog.api.CorruptLogException;
import io.remotelog.api.DayLog;
import io.remotelog.api.ForwardingDay;
import io.remotelog.api.ForwardingStore;
import io.remotelog.api.LogStore;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.Position;
import io.remotelog.api.VirtualTime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MasterSessionTest {
    private static final LocalDate YESTERDAY = LocalDate.of(2026, 11, 21);
    private static final LocalDate TODAY = YESTERDAY.plusDays(1);
    private static final LocalDate TOMORROW = TODAY.plusDays(1);

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final MemoryLogStore store = new MemoryLogStore();
    private final List<LocalDate> absent = new ArrayList<>();
    private LongRecords longRecords = LongRecords.UNBOUNDED;
    private LocalDate currentDay = TODAY;
    private LogWriter writer;
    private MasterSession session;

    @BeforeEach
    void begin() throws IOException {
        writer = store.writer(ZoneOffset.UTC);
        writer.open(TODAY);
        session = new MasterSession(
                store,
                () -> currentDay,
                time.logClock(),
                UnpooledByteBufAllocator.DEFAULT,
                bytes -> longRecords.mayGo(bytes),
                absent::add);
    }

    @Test
    void eachGreetingIsAnswered() throws IOException {
        for (int i = 0; i < 3; i++) {
            session.receive(Frame.ofText(MessageType.GREETING, "hello"));
            assertThat(next()).isEqualTo("GREETING_REPLY " + MasterSession.GREETING_REPLY);
            assertNothing();
        }
    }

    @Test
    void nothingIsSentBeforeItIsAskedFor() throws IOException {
        append(TODAY, "a");
        assertNothing();
    }

    @Test
    void recordsAreSentFromTheIdThatWasAskedForOn() throws IOException {
        append(TODAY, "a", "b", "c");
        request("2026-11-22", 1);
        assertThat(next()).isEqualTo("RECORDS b c");
        assertNothing();
    }

    @Test
    void anEmptyBatchIsNeverSent() throws IOException {
        request("2026-11-22", 0);
        assertNothing();
        append(TODAY, "a");
        assertThat(next()).isEqualTo("RECORDS a");
        assertNothing();
    }

    @Test
    void anIdBeyondTheCountEndsTheLink() throws IOException {
        append(TODAY, "a");
        assertThatThrownBy(() -> request("2026-11-22", 2))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining("from id 2")
                .hasMessageContaining("has 1 records");
    }

    @Test
    void anIdOfADayThatDoesNotExistEndsTheLink() {
        assertThatThrownBy(() -> request("2026-11-20", 5)).isInstanceOf(SyncProtocolException.class);
    }

    @Test
    void anAbsentPastDayIsFinished() throws IOException {
        request("2026-11-20", 0);
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-20");
        assertThat(absent).containsExactly(LocalDate.of(2026, 11, 20));
        assertNothing();
        time.advance(Duration.ofMinutes(5));
        assertNothing();
        assertThat(store.days()).containsExactly(TODAY);
    }

    @Test
    void aFinishedDayThatLostRecordsEndsTheLinkWhereTheyAreMissing() throws IOException {
        LocalDate old = LocalDate.of(2026, 11, 1);
        append(old, "x");
        writer.finish(old);
        LogStore losing = new ForwardingStore(store) {
            @Override
            public Optional<DayLog> find(LocalDate day) throws IOException {
                return super.find(day).map(found -> new ForwardingDay(found) {
                    @Override
                    public long known() {
                        return 3;
                    }
                });
            }
        };
        session = new MasterSession(
                losing,
                () -> currentDay,
                time.logClock(),
                UnpooledByteBufAllocator.DEFAULT,
                bytes -> longRecords.mayGo(bytes),
                absent::add);
        request("2026-11-01", 0);
        assertThat(next()).isEqualTo("RECORDS x");
        assertThatThrownBy(this::next)
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("finished with 1 records, want 3");
    }

    @Test
    void aFinishedPastDayIsSentAndThenFinishedOnce() throws IOException {
        LocalDate old = LocalDate.of(2026, 11, 1);
        append(old, "x");
        writer.finish(old);
        request("2026-11-01", 0);
        assertThat(next()).isEqualTo("RECORDS x");
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-01");
        time.advance(Duration.ofMinutes(5));
        assertNothing();
    }

    @Test
    void aFutureDayWaitsUntilItComes() throws IOException {
        request("2026-11-23", 0);
        assertNothing();
        assertThat(store.days()).containsExactly(TODAY);
        writer.finish(TODAY);
        append(TOMORROW, "early");
        currentDay = TOMORROW;
        assertThat(next()).isEqualTo("RECORDS early");
    }

    @Test
    void aFutureDayIsNotFinishedWhenItComes() throws IOException {
        request("2027-01-01", 0);
        currentDay = TOMORROW;
        assertNothing();
    }

    @Test
    void aLiveRollIsToldFiveSecondsAfterMidnightAndEachHalfMinuteUntilTheNextRequest() throws IOException {
        append(TODAY, "a");
        request("2026-11-22", 0);
        assertThat(next()).isEqualTo("RECORDS a");
        time.advance(Duration.ofHours(12));
        writer.finish(TODAY);
        // Between the two steps of the roll the day counts as just ended already.
        assertNothing();
        currentDay = TOMORROW;
        assertNothing();
        assertThat(session.nanosToNextFrame()).isEqualTo(Duration.ofSeconds(5).toNanos());
        time.advance(Duration.ofSeconds(5));
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-22");
        assertNothing();
        assertThat(session.nanosToNextFrame()).isEqualTo(Duration.ofSeconds(30).toNanos());
        time.advance(Duration.ofSeconds(30));
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-22");
        request("2026-11-23", 0);
        time.advance(Duration.ofSeconds(60));
        assertNothing();
    }

    @Test
    void theDayJustEndedIsRepeatedForAReplicaThatAsksLate() throws IOException {
        append(YESTERDAY, "y");
        writer.finish(YESTERDAY);
        request("2026-11-21", 1);
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-21");
        time.advance(Duration.ofSeconds(30));
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-21");
        // It is no longer the day just ended.
        currentDay = TOMORROW;
        time.advance(Duration.ofSeconds(30));
        assertNothing();
    }

    @Test
    void recordsCommittedBeforeTheFinishAreAllSentBeforeItIsTold() throws IOException {
        request("2026-11-22", 0);
        append(TODAY, "last");
        writer.finish(TODAY);
        currentDay = LocalDate.of(2026, 12, 24);
        assertThat(next()).isEqualTo("RECORDS last");
        assertThat(next()).isEqualTo("DAY_FINISHED 2026-11-22");
    }

    @Test
    void batchesAreBoundedInBytes() throws IOException {
        byte[] payload = new byte[1_000];
        writer.open(TODAY);
        for (int i = 0; i < 2_000; i++) {
            writer.append(1, (short) 1, ByteBuffer.wrap(payload));
        }
        writer.commit();
        request("2026-11-22", 0);
        int frames = 0;
        long bytes = 0;
        for (Optional<Frame> frame = session.nextFrame(); frame.isPresent(); frame = session.nextFrame()) {
            assertThat(frame.get().content().readableBytes()).isLessThan(MasterSession.BATCH_BYTES + 2_000);
            bytes += frame.get().content().readableBytes();
            frames++;
            frame.get().release();
        }
        assertThat(bytes).isEqualTo(2_000L * (RecordBatch.OVERHEAD_BYTES + payload.length));
        assertThat(frames).isEqualTo(8);
    }

    @Test
    void aLargeRecordThatDoesNotFitBehindASmallOneGoesIntoTheNextFrame() throws IOException {
        writer.open(TODAY);
        writer.append(1, (short) 1, ByteBuffer.wrap(new byte[10]));
        writer.append(1, (short) 1, ByteBuffer.wrap(new byte[FrameLimits.MAX_PAYLOAD_BYTES]));
        writer.commit();
        request("2026-11-22", 0);
        assertThat(next()).startsWith("RECORDS").hasSize("RECORDS ".length() + 10);
        assertThat(next()).startsWith("RECORDS").hasSize("RECORDS ".length() + FrameLimits.MAX_PAYLOAD_BYTES);
        assertNothing();
    }

    @Test
    void aLongRecordWaitsForItsRoom() throws IOException {
        writer.append(1, (short) 1, ByteBuffer.wrap(new byte[] {'x'}));
        writer.append(1, (short) 1, ByteBuffer.allocate(LongRecords.ABOVE_BYTES));
        writer.append(1, (short) 1, ByteBuffer.allocate(LongRecords.ABOVE_BYTES + 1));
        writer.append(1, (short) 1, ByteBuffer.allocate(1));
        writer.commit();
        List<Integer> asked = new ArrayList<>();
        longRecords = bytes -> !asked.add(bytes);
        request("2026-11-22", 0);
        session.nextFrame().orElseThrow().release();
        assertThat(session.position()).contains(new Position(TODAY, 2));
        assertNothing();
        assertNothing();
        longRecords = LongRecords.UNBOUNDED;
        session.nextFrame().orElseThrow().release();
        assertThat(session.position()).contains(new Position(TODAY, 3));
        session.nextFrame().orElseThrow().release();
        assertThat(session.position()).contains(new Position(TODAY, 4));
        assertThat(asked).isNotEmpty().containsOnly(LongRecords.ABOVE_BYTES + 1);
    }

    @Test
    void aRecordThatFitsNoFrameEndsTheLinkWithItsName() throws IOException {
        writer.open(TODAY);
        writer.append(1, (short) 1, ByteBuffer.wrap(new byte[FrameLimits.MAX_PAYLOAD_BYTES + 1]));
        writer.commit();
        request("2026-11-22", 0);
        assertThatThrownBy(() -> session.nextFrame())
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining("2026-11-22/0")
                .hasMessageContaining("16777174");
    }

    @Test
    void framesOfAMasterAreRefused() {
        assertThatThrownBy(() -> session.receive(Frame.ofText(MessageType.DAY_FINISHED, "2026-11-21")))
                .isInstanceOf(SyncProtocolException.class);
    }

    private void request(String date, long id) throws IOException {
        session.receive(Frame.ofText(MessageType.REQUEST, "{\"date\":\"" + date + "\",\"id\":" + id + "}"));
    }

    private void append(LocalDate day, String... payloads) throws IOException {
        writer.open(day);
        for (String payload : payloads) {
            writer.append(1_000, (short) 1, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
        }
        writer.commit();
    }

    private void assertNothing() throws IOException {
        assertThat(session.nextFrame().map(Frame::toString)).isEmpty();
    }

    /** The next frame as text: its type, and the text of it or of its records. */
    private String next() throws IOException {
        Frame frame = session.nextFrame().orElseThrow();
        try {
            if (frame.type() != MessageType.RECORDS) {
                return frame.type() + " " + frame.text();
            }
            StringBuilder text = new StringBuilder("RECORDS");
            RecordBatch.<RuntimeException>forEach(
                    frame.content(),
                    (seconds, type, payload) -> text.append(' ').append(StandardCharsets.UTF_8.decode(payload)));
            return text.toString();
        } finally {
            frame.release();
        }
    }
}
