package io.remotelog.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The limit: files through a socket on the loopback address by {@code sendfile}, to a thread that reads and drops them. */
final class PlainSendFile {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int MOST_SECONDS = 60;

    private PlainSendFile() {}

    /** Sends files once, and returns the bytes a second until the last one was read. */
    static double bytesASecond(List<Path> files) throws IOException {
        ExecutorService receiver = Executors.newSingleThreadExecutor();
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel sender = SocketChannel.open(server.getLocalAddress());
                SocketChannel received = server.accept()) {
            Future<Long> dropped = receiver.submit(() -> drop(received));
            long began = System.nanoTime();
            long sent = send(files, sender);
            sender.shutdownOutput();
            long bytes = dropped.get(MOST_SECONDS, TimeUnit.SECONDS);
            long took = System.nanoTime() - began;
            if (bytes != sent) {
                throw new IOException("sendfile: received " + bytes + " bytes of " + sent);
            }
            return (double) bytes * TimeUnit.SECONDS.toNanos(1) / took;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while files were sent");
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("sendfile: what was sent was not received", e);
        } finally {
            receiver.shutdownNow();
        }
    }

    private static long send(List<Path> files, SocketChannel to) throws IOException {
        long sent = 0;
        for (Path path : files) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                long size = file.size();
                for (long at = 0; at < size; ) {
                    at += file.transferTo(at, size - at, to);
                }
                sent += size;
            }
        }
        return sent;
    }

    private static long drop(SocketChannel from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long bytes = 0;
        for (int read = 0; read >= 0; read = from.read(buffer.clear())) {
            bytes += read;
        }
        return bytes;
    }
}
