package io.remotelog.master;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A master is asked with the bytes that a Go replica sent, and answers what the Go master answered: the same records in the
 * same bytes, in whatever number of frames. The frames are taken apart here without the project's codec.
 */
@Timeout(60)
class GoldenLinkTest {
    private static final int SEND_FLAG = 123456;
    private static final int RECORDS = 302;
    private static final int DAY_FINISHED = 304;

    @TempDir
    private Path folder;

    @Test
    void aReplicaOfGoGetsWhatTheMasterOfGoSent() throws Exception {
        Answer golden = new Answer();
        golden.read(new DataInputStream(resource("master-to-replica.bin")), Integer.MAX_VALUE);
        VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
        try (LogStore store = LogStores.open(folder.resolve("log").toString())) {
            write(store, ByteBuffer.wrap(golden.records.toByteArray()));
            MasterConfig config = MasterConfig.defaults()
                    .withGrpcAddress(Optional.empty())
                    .withSyncAddress(Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
                    .withSendFlag(SEND_FLAG)
                    .withZone(Optional.of(ZoneOffset.UTC));
            try (Master master = Master.start(store, config, time, time::nanoTime);
                    Socket socket = new Socket(
                            InetAddress.getLoopbackAddress(),
                            master.syncAddress().orElseThrow().getPort())) {
                socket.setSoTimeout(20_000);
                Answer ours = new Answer();
                byte[] asked = resource("replica-to-master.bin").readAllBytes();
                DataInputStream in = new DataInputStream(socket.getInputStream());
                // The second request is sent when the first day is finished, as Go did.
                int untilFirstRequest = 41 + 43;
                socket.getOutputStream().write(asked, 0, untilFirstRequest);
                while (ours.daysFinished.isEmpty()) {
                    ours.readFrame(in);
                }
                socket.getOutputStream().write(asked, untilFirstRequest, asked.length - untilFirstRequest);
                ours.read(in, golden.records.size());
                assertThat(ours.records.toByteArray()).isEqualTo(golden.records.toByteArray());
                assertThat(ours.daysFinished).asString().isEqualTo("2026-11-21");
                assertThat(ours.greetings).isEqualTo(golden.greetings);
            }
        }
    }

    /** Writes the records of a batch to the days that it names; the day before the last is finished. */
    private static void write(LogStore store, ByteBuffer batch) throws IOException {
        try (LogWriter writer = store.writer(ZoneOffset.UTC)) {
            LocalDate open = null;
            while (batch.hasRemaining()) {
                int length = batch.getInt();
                byte[] date = new byte[10];
                batch.get(date);
                LocalDate day = LocalDate.parse(new String(date, StandardCharsets.US_ASCII));
                int seconds = batch.getInt();
                batch.position(batch.position() + 8 + 2 + 8);
                short type = batch.getShort();
                batch.getInt();
                if (!day.equals(open)) {
                    if (open != null) {
                        writer.finish(open);
                    }
                    writer.open(day);
                    open = day;
                }
                writer.append(seconds, type, batch.slice(batch.position(), length));
                batch.position(batch.position() + length);
            }
            writer.commit();
        }
    }

    private static InputStream resource(String name) {
        return GoldenLinkTest.class.getResourceAsStream("/golden/wire/" + name);
    }

    /** What a master sent, put together. */
    private static final class Answer {
        final ByteArrayOutputStream records = new ByteArrayOutputStream();
        final StringBuilder daysFinished = new StringBuilder();
        String greetings = "";

        void read(DataInputStream in, int recordBytes) throws IOException {
            boolean more = true;
            while (more && records.size() < recordBytes) {
                more = readFrame(in);
            }
        }

        boolean readFrame(DataInputStream in) throws IOException {
            byte[] bytes = in.readNBytes(15);
            if (bytes.length < 15) {
                return false;
            }
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(header.getInt(0)).isEqualTo(SEND_FLAG);
            assertThat(header.get(5)).isZero();
            byte[] body = in.readNBytes(header.getInt(11) >>> 8);
            byte[] content =
                    header.get(4) == 1 ? new InflaterInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
            assertThat(content).hasSize(header.getInt(8));
            switch (header.getShort(6)) {
                case RECORDS -> {
                    assertThat(content).isNotEmpty();
                    records.writeBytes(content);
                }
                case DAY_FINISHED -> daysFinished.append(new String(content, StandardCharsets.US_ASCII));
                default -> greetings += header.getShort(6) + " " + new String(content, StandardCharsets.US_ASCII);
            }
            return true;
        }
    }
}
