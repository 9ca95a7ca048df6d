package io.remotelog.protocol.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogWriter;
import io.remotelog.api.MemoryLogStore;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that do not take long records, at a port with real sockets. They speak version 1. */
@Timeout(60)
class LongRecordsTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final int SEND_FLAG = 7;
    private static final int HEADER_BYTES = 15;
    private static final int REQUEST = 301;
    private static final int RECORDS = 302;
    private static final int MIB = 1 << 20;
    private static final int RECORD_BYTES = 3 * MIB;

    /** Of which two records take nearly all, with their compressed copies. */
    private static final int ROOM_BYTES = 13 * MIB;

    private static final int COUNT = 4;

    private final MemoryLogStore store = new MemoryLogStore();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private RecordRoom room;
    private SyncServer server;

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Test
    void thoseThatTakeNothingHoldNoMoreThanTheRoomAndOthersGetAll() throws Exception {
        start(Duration.ofMillis(300), Long.MAX_VALUE);
        List<Socket> stuck = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stuck.add(replica(4 << 10));
        }
        await().until(() -> room.waiting() > 0);
        DataInputStream all = new DataInputStream(replica(MIB).getInputStream());
        for (int i = 0; i < COUNT; i++) {
            assertThat(nextRecords(all)).isGreaterThan(RECORD_BYTES / 2);
        }
        assertThat(room.mostHeld()).isBetween(2L * 2 * RECORD_BYTES, (long) ROOM_BYTES);
        // Those that are cut off are so for others that wait: at the end nobody does.
        await().until(() -> room.waiting() == 0);
        for (Socket each : stuck) {
            each.close();
        }
        await().until(() -> room.held() == 0);
    }

    @Test
    void oneThatTakesItSlowlyKeepsItsLink() throws Exception {
        start(Duration.ofMillis(300), 1);
        DataInputStream first = new DataInputStream(replica(4 << 10).getInputStream());
        DataInputStream second = new DataInputStream(replica(4 << 10).getInputStream());
        await().until(() -> room.held() == 2L * 2 * RECORD_BYTES);
        DataInputStream third = new DataInputStream(replica(4 << 10).getInputStream());
        await().until(() -> room.waiting() == 1);
        // In turns: as soon as one has taken its record, the one that waits gets its own.
        for (DataInputStream each : List.of(first, second, third)) {
            assertThat(nextRecords(each)).isPositive();
        }
    }

    private void start(Duration patience, long minBytesPerSecond) throws IOException {
        LogWriter writer = store.writer(ZoneOffset.UTC);
        opened.push(writer);
        writer.open(DAY);
        byte[] payload = new byte[RECORD_BYTES];
        new Random(1).nextBytes(payload);
        for (int i = 0; i < COUNT; i++) {
            writer.append(1, (short) i, ByteBuffer.wrap(payload));
        }
        writer.commit();
        LogClock clock = new LogClock(Clock.systemUTC(), System::nanoTime, ZoneOffset.UTC);
        room = new RecordRoom(ROOM_BYTES, patience, minBytesPerSecond);
        server = SyncServer.start(
                new SyncPort(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        SEND_FLAG,
                        Optional.empty(),
                        Optional.empty(),
                        SyncPort.LAG_WARNING,
                        store,
                        () -> DAY,
                        clock,
                        new Replicas(store, clock)),
                room);
        opened.push(server);
    }

    /** One that has asked for the day. */
    private Socket replica(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        opened.push(socket);
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.address().getPort()));
        byte[] body = ("{\"date\":\"" + DAY + "\",\"id\":0}").getBytes(UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + body.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(SEND_FLAG).putShort((short) 0).putShort((short) REQUEST).putInt(body.length);
        frame.put((byte) body.length).putShort((short) 0).put(body);
        socket.getOutputStream().write(frame.array());
        return socket;
    }

    /** How long the next frame of records is. */
    private static int nextRecords(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(HEADER_BYTES);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getShort(6)).isEqualTo((short) RECORDS);
        int length = (header.getShort(12) & 0xffff) | ((header.get(14) & 0xff) << 16);
        assertThat(in.readNBytes(length)).hasSize(length);
        return length;
    }
}
