package io.remotelog.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.InflaterInputStream;

/**
 * A replica that reads each header with one read, as go-remote-log does, and prints {@code frames N records N short N}. A
 * program of its own, so that a test can start it in a network namespace.
 */
final class OneReadClient {
    private static final int HEADER_BYTES = 15;
    private static final int SEND_FLAG = 398_359_203;
    private static final int GREETING = 7;
    private static final int REQUEST = 301;
    private static final int RECORDS = 302;
    private static final int DAY_FINISHED = 304;
    private static final int QUIET_MILLIS = 10_000;

    private OneReadClient() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        int shortReads = 0;
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            socket.setSoTimeout(QUIET_MILLIS);
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            out.write(frame(GREETING, "hello"));
            out.write(frame(REQUEST, "{\"date\":\"" + args[2] + "\",\"id\":0}"));
            int type = 0;
            while (type != DAY_FINISHED) {
                byte[] header = new byte[HEADER_BYTES];
                // The one read. Nothing is done with a frame before the next header is read, so that a split shows.
                if (in.read(header) != HEADER_BYTES) {
                    shortReads++;
                    break;
                }
                ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
                type = fields.getShort(6);
                int bodyBytes = fields.getInt(11) >>> 8;
                byte[] frame = new byte[HEADER_BYTES + bodyBytes];
                System.arraycopy(header, 0, frame, 0, HEADER_BYTES);
                if (in.readNBytes(frame, HEADER_BYTES, bodyBytes) != bodyBytes) {
                    break;
                }
                frames.add(frame);
                if (frames.size() % 10 == 0) {
                    // Its answer is a small frame between the large ones.
                    out.write(frame(GREETING, "hello"));
                }
            }
        } catch (SocketTimeoutException e) {
            System.out.println("quiet for " + QUIET_MILLIS + " ms");
        }
        System.out.println("frames " + frames.size() + " records " + records(frames) + " short " + shortReads);
    }

    private static long records(List<byte[]> frames) throws IOException {
        long records = 0;
        for (byte[] frame : frames) {
            ByteBuffer header = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
            if (header.getShort(6) != RECORDS) {
                continue;
            }
            InputStream body = new ByteArrayInputStream(frame, HEADER_BYTES, frame.length - HEADER_BYTES);
            ByteBuffer batch = ByteBuffer.wrap(
                    header.get(4) == 1 ? new InflaterInputStream(body).readAllBytes() : body.readAllBytes());
            while (batch.hasRemaining()) {
                batch.position(batch.position() + 42 + batch.getInt(batch.position()));
                records++;
            }
        }
        return records;
    }

    private static byte[] frame(int type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(SEND_FLAG)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) type)
                .putInt(bytes.length);
        frame.put((byte) bytes.length)
                .put((byte) (bytes.length >> 8))
                .put((byte) 0)
                .put(bytes);
        return frame.array();
    }
}
