package io.remotelog.protocol.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.remotelog.api.LogClock;
import io.remotelog.api.MemoryLogStore;
import io.remotelog.api.MirrorWriter;
import io.remotelog.api.Position;
import io.remotelog.api.RecordCursor;
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
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicaSessionTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    private final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    private final LogClock clock = time.logClock();
    private final MemoryLogStore store = new MemoryLogStore();
    private final List<String> told = new ArrayList<>();
    private MirrorWriter writer;

    @BeforeEach
    void begin() throws IOException {
        writer = store.mirrorWriter(ZoneOffset.UTC);
    }

    @Test
    void aSessionOfGoIsMirroredAndAnsweredByteForByte() throws IOException {
        ReplicaSession session = session(LocalDate.of(2026, 11, 21));
        List<byte[]> sent = new ArrayList<>();
        drain(session, frame -> sent.add(Wire.encode(Wire.GOLDEN_SEND_FLAG, frame.retain())));
        for (Frame frame :
                Wire.decode(Wire.GOLDEN_SEND_FLAG, FrameLimits.OF_REPLICA, Wire.golden("master-to-replica.bin"))) {
            session.receive(frame);
            session.commit();
            drain(session, out -> sent.add(Wire.encode(Wire.GOLDEN_SEND_FLAG, out.retain())));
            frame.release();
        }
        byte[] golden = Wire.golden("replica-to-master.bin");
        byte[] heartbeats = Wire.concat(heartbeat(), heartbeat(), heartbeat());
        assertThat(Wire.concat(Wire.concat(sent.toArray(new byte[0][])), heartbeats))
                .isEqualTo(golden);
        assertThat(store.find(LocalDate.of(2026, 11, 21)).orElseThrow().isFinished())
                .isTrue();
        assertThat(payloads(LocalDate.of(2026, 11, 21)))
                .containsExactly("1101 yesterday 0", "1101 yesterday 1", "1101 yesterday 2");
        List<String> today = payloads(TODAY);
        assertThat(today).hasSize(504);
        assertThat(today.get(0)).isEqualTo("1000 today record 0");
        assertThat(today.get(501)).isEqualTo("1000 today record 501");
        assertThat(today.subList(502, 504)).containsExactly("1234 live record", "1234 ");
    }

    private static byte[] heartbeat() {
        return Wire.encode(Wire.GOLDEN_SEND_FLAG, Frame.empty(MessageType.HEARTBEAT));
    }

    @Test
    void anEmptyMirrorBeginsAtTheDayGiven() throws IOException {
        assertThat(requested(LocalDate.of(2026, 11, 15))).isEqualTo("2026-11-15/0");
        assertThat(store.days()).isEmpty();
    }

    @Test
    void aMirrorResumesAtTheOldestUnfinishedDayThatHoldsRecords() throws IOException {
        fill(LocalDate.of(2026, 11, 10), 1, true);
        fill(LocalDate.of(2026, 11, 11), 0, false);
        fill(LocalDate.of(2026, 11, 12), 3, false);
        fill(LocalDate.of(2026, 11, 13), 2, true);
        fill(LocalDate.of(2026, 11, 14), 5, false);
        assertThat(requested(TODAY)).isEqualTo("2026-11-12/3");
    }

    @Test
    void aMirrorWithoutSuchADayResumesAfterItsNewestFinishedOne() throws IOException {
        fill(LocalDate.of(2026, 11, 10), 1, true);
        fill(LocalDate.of(2026, 11, 12), 1, true);
        fill(LocalDate.of(2026, 11, 13), 0, false);
        assertThat(requested(TODAY)).isEqualTo("2026-11-13/0");
    }

    @Test
    void aMirrorThatHoldsEmptyDaysOnlyResumesAtTheOldest() throws IOException {
        fill(LocalDate.of(2026, 11, 10), 0, false);
        fill(LocalDate.of(2026, 11, 12), 0, false);
        assertThat(requested(TODAY)).isEqualTo("2026-11-10/0");
    }

    @Test
    void theWalkPassesOverDaysThatAreFinishedHere() throws IOException {
        fill(LocalDate.of(2026, 11, 12), 1, false);
        fill(LocalDate.of(2026, 11, 13), 1, true);
        ReplicaSession session = session(TODAY);
        drain(session, frame -> {});
        receive(session, Frame.ofText(MessageType.DAY_FINISHED, "2026-11-12"));
        assertThat(lastRequest(session)).isEqualTo("2026-11-14/0");
        assertThat(store.find(LocalDate.of(2026, 11, 12)).orElseThrow().isFinished())
                .isTrue();
    }

    @Test
    void bothCodesOfDayFinishedAreTaken() throws IOException {
        ReplicaSession session = session(LocalDate.of(2026, 11, 20));
        receive(session, Frame.ofText(MessageType.DAY_FINISHED_DOCUMENTED, "2026-11-20"));
        receive(session, Frame.ofText(MessageType.DAY_FINISHED, "2026-11-21"));
        assertThat(lastRequest(session)).isEqualTo("2026-11-22/0");
        assertThat(store.days()).containsExactly(LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 21));
    }

    @Test
    void aSurplusDayFinishedSkipsNoDay() throws IOException {
        ReplicaSession session = session(LocalDate.of(2026, 11, 21));
        receive(session, Frame.ofText(MessageType.DAY_FINISHED, "2026-11-21"));
        drain(session, frame -> {});
        receive(session, Frame.ofText(MessageType.DAY_FINISHED, "2026-11-21"));
        assertThat(session.nextFrame()).isEmpty();
        assertThat(store.days()).containsExactly(LocalDate.of(2026, 11, 21));
        assertThat(told).anyMatch(line -> line.startsWith("ignored day finished for 2026-11-21"));
    }

    @Test
    void aDayFinishedThatIsNoDayEndsTheLink() throws IOException {
        ReplicaSession session = session(TODAY);
        for (String text : List.of("", "../../x", "2026-13-01", "+999999999-01-01", "2026-11-22 ")) {
            assertThatThrownBy(() -> receive(session, Frame.ofText(MessageType.DAY_FINISHED, text)))
                    .isInstanceOf(SyncProtocolException.class);
        }
        assertThat(store.days()).isEmpty();
    }

    @Test
    void aWrongRecordAnywhereInABatchKeepsAllOfItOut() throws IOException {
        LocalDate other = TODAY.minusDays(1);
        List<byte[]> wrong = List.of(
                bytes(record(TODAY, 1, "x")),
                bytes(record(other, 0, "x")),
                Wire.concat(bytes(record(TODAY, 0, "x")), bytes(record(TODAY, 2, "x"))),
                Wire.concat(bytes(record(TODAY, 0, "x")), bytes(record(TODAY, 0, "x"))),
                Wire.concat(bytes(record(TODAY, 0, "x")), bytes(record(other, 1, "x"))),
                bytes(record(TODAY, 0, "x").setInt(0, 2)),
                bytes(record(TODAY, 0, "x").setInt(38, 0)),
                bytes(record(TODAY, 0, "x").setInt(0, -1).setInt(38, -1)),
                bytes(record(TODAY, 0, "x").setInt(0, Integer.MAX_VALUE).setInt(38, Integer.MAX_VALUE)),
                bytes(record(TODAY, 0, "x").setShort(26, 1)),
                new byte[41]);
        for (byte[] batch : wrong) {
            ReplicaSession session = session(TODAY);
            assertThatThrownBy(() -> receive(session, new Frame(MessageType.RECORDS, Unpooled.wrappedBuffer(batch))))
                    .isInstanceOf(SyncProtocolException.class)
                    .hasMessageContaining("want 2026-11-22/");
            session.commit();
            session.discard();
            assertThat(store.days()).isEmpty();
        }
    }

    @Test
    void aBatchThatIsCutShortAtAnyByteKeepsAllOfItOut() throws IOException {
        byte[] batch = Wire.concat(bytes(record(TODAY, 0, "first")), bytes(record(TODAY, 1, "second")));
        int first = bytes(record(TODAY, 0, "first")).length;
        for (int length = 1; length < batch.length; length++) {
            if (length == first) {
                continue;
            }
            ReplicaSession session = session(TODAY);
            ByteBuf cut = Unpooled.wrappedBuffer(batch, 0, length);
            assertThatThrownBy(() -> receive(session, new Frame(MessageType.RECORDS, cut)))
                    .as("cut at %d", length)
                    .isInstanceOf(SyncProtocolException.class);
            session.commit();
            session.discard();
            assertThat(store.days()).isEmpty();
        }
    }

    @Test
    void anEmptyBatchChangesNothing() throws IOException {
        ReplicaSession session = session(TODAY);
        receive(session, Frame.empty(MessageType.RECORDS));
        session.commit();
        assertThat(store.days()).isEmpty();
    }

    @Test
    void aHeartbeatGoesOutEveryFiveSeconds() throws IOException {
        ReplicaSession session = session(TODAY);
        drain(session, frame -> {});
        int heartbeats = 0;
        for (int second = 0; second < 60; second++) {
            time.advance(Duration.ofSeconds(1));
            receive(session, Frame.ofText(MessageType.GREETING_REPLY, "hello"));
            session.tick();
            List<MessageType> sent = new ArrayList<>();
            drain(session, frame -> sent.add(frame.type()));
            heartbeats += sent.size();
            assertThat(sent).allMatch(type -> type == MessageType.HEARTBEAT);
        }
        assertThat(heartbeats).isEqualTo(12);
    }

    @Test
    void aSilentMasterIsAskedAndThenGivenUp() throws IOException {
        ReplicaSession session = session(TODAY);
        drain(session, frame -> {});
        List<MessageType> sent = new ArrayList<>();
        for (int second = 0; second < 19; second++) {
            time.advance(Duration.ofSeconds(1));
            session.tick();
            drain(session, frame -> sent.add(frame.type()));
        }
        assertThat(sent)
                .containsExactly(
                        MessageType.HEARTBEAT, MessageType.HEARTBEAT, MessageType.GREETING, MessageType.HEARTBEAT);
        time.advance(Duration.ofSeconds(1));
        assertThatThrownBy(session::tick)
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageContaining("20 s");
    }

    @Test
    void aPastDayThatTheMasterIsSilentAboutIsAGap() throws IOException {
        LocalDate old = TODAY.minusDays(10);
        fill(old, 2, false);
        ReplicaSession session = session(TODAY);
        quiet(session, 59);
        assertThat(told).noneMatch(line -> line.startsWith("gap"));
        quiet(session, 1);
        assertThat(told).contains("gap " + old + "/2");
        assertThat(lastRequest(session)).isEqualTo(old.plusDays(1) + "/0");
        assertThat(store.find(old).orElseThrow().isFinished()).isFalse();
    }

    @Test
    void aSilentDayThatMayStillGoOnSomewhereIsNoGap() throws IOException {
        // 12:00 UTC on the 22nd: the 21st has just ended in the last zone on earth, the 22nd goes on everywhere.
        ReplicaSession session = session(TODAY);
        quiet(session, 3_600);
        assertThat(told).noneMatch(line -> line.startsWith("gap"));
        VirtualTime before = new VirtualTime("2026-11-22T11:50:00Z");
        Mirror mirror = new Mirror(store, writer, TODAY.minusDays(1), report -> {});
        ReplicaSession early = new ReplicaSession(mirror, before.logClock(), new Told());
        for (int second = 0; second < 300; second++) {
            before.advance(Duration.ofSeconds(1));
            receive(early, Frame.ofText(MessageType.GREETING_REPLY, "hello"));
            early.tick();
        }
        early.discard();
        assertThat(told).noneMatch(line -> line.startsWith("gap"));
    }

    @Test
    void aMasterThatNeverAnswersMakesNoGap() throws IOException {
        ReplicaSession session = session(TODAY.minusDays(10));
        time.advance(Duration.ofSeconds(19));
        session.tick();
        time.advance(Duration.ofSeconds(100));
        assertThatThrownBy(session::tick).isInstanceOf(SyncProtocolException.class);
        assertThat(told).isEmpty();
    }

    @Test
    void theNextLinkResumesAfterWhatWasTaken() throws IOException {
        ReplicaSession first = session(TODAY);
        receive(first, new Frame(MessageType.RECORDS, record(TODAY, 0, "a")));
        assertThat(requested(TODAY)).isEqualTo("2026-11-22/1");
    }

    @Test
    void aDayThatCouldNotBeOpenedIsResumedFromWhatItHolds() throws IOException {
        LocalDate before = TODAY.minusDays(1);
        fill(before, 1, false);
        fill(TODAY, 3, false);
        FailingOnce failing = new FailingOnce(writer);
        mirror = new Mirror(store, failing, TODAY, report -> {});
        ReplicaSession first = session(TODAY);
        drain(first, frame -> {});
        failing.failNextOpen = true;
        assertThatThrownBy(() -> receive(first, Frame.ofText(MessageType.DAY_FINISHED, before.toString())))
                .hasMessage("planted");
        ReplicaSession second = session(TODAY);
        assertThat(lastRequest(second)).isEqualTo("2026-11-22/3");
        receive(second, new Frame(MessageType.RECORDS, record(TODAY, 3, "x")));
        second.commit();
        assertThat(payloads(TODAY)).hasSize(4);
    }

    @Test
    void bytesOfAFrameThatTakesLongAreASignOfLife() throws IOException {
        ReplicaSession session = session(TODAY.minusDays(10));
        for (int second = 0; second < 200; second++) {
            time.advance(Duration.ofSeconds(1));
            session.heard();
            session.tick();
        }
        session.discard();
        assertThat(told).isEmpty();
    }

    private void quiet(ReplicaSession session, int seconds) throws IOException {
        for (int second = 0; second < seconds; second++) {
            time.advance(Duration.ofSeconds(1));
            receive(session, Frame.ofText(MessageType.GREETING_REPLY, "hello"));
            session.tick();
        }
    }

    private void fill(LocalDate day, int records, boolean finish) throws IOException {
        writer.open(day);
        for (int i = 0; i < records; i++) {
            writer.append(i, (short) 1, ByteBuffer.wrap(new byte[i]));
        }
        writer.commit();
        if (finish) {
            writer.finish(day);
        }
    }

    private Mirror mirror;

    private ReplicaSession session(LocalDate firstDay) throws IOException {
        if (mirror == null) {
            mirror = new Mirror(store, writer, firstDay, report -> {});
        }
        return new ReplicaSession(mirror, clock, new Told());
    }

    private String requested(LocalDate firstDay) throws IOException {
        return lastRequest(session(firstDay));
    }

    private static String lastRequest(ReplicaSession session) throws IOException {
        List<String> requests = new ArrayList<>();
        drain(session, frame -> {
            if (frame.type() == MessageType.REQUEST) {
                requests.add(frame.text());
            }
        });
        return DayRequest.parse(requests.get(requests.size() - 1)).toString();
    }

    private static void receive(ReplicaSession session, Frame frame) throws IOException {
        try {
            session.receive(frame);
        } finally {
            frame.release();
        }
    }

    private static void drain(ReplicaSession session, Consumer<Frame> sink) {
        for (Optional<Frame> frame = session.nextFrame(); frame.isPresent(); frame = session.nextFrame()) {
            sink.accept(frame.get());
            frame.get().release();
        }
    }

    private static ByteBuf record(LocalDate day, long id, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return Unpooled.buffer()
                .writeInt(bytes.length)
                .writeBytes(day.toString().getBytes(StandardCharsets.US_ASCII))
                .writeInt(1_000)
                .writeLong(id)
                .writeShort((int) (id / 1_000_000))
                .writeLong(0)
                .writeShort(7)
                .writeInt(bytes.length)
                .writeBytes(bytes);
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }

    private List<String> payloads(LocalDate day) throws IOException {
        List<String> payloads = new ArrayList<>();
        try (RecordCursor cursor = store.find(day).orElseThrow().cursor(0)) {
            while (cursor.next()) {
                payloads.add(cursor.type() + " " + StandardCharsets.UTF_8.decode(cursor.payload()));
            }
        }
        return payloads;
    }

    private final class Told implements ReplicaSession.Listener {
        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void dayFinished(LocalDate day) {
            told.add("finished " + day);
        }

        @Override
        public void gap(Position from) {
            told.add("gap " + from);
        }

        @Override
        public void ignored(String what) {
            told.add("ignored " + what);
        }
    }
}
