package io.remotelog.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connections that come to a port and say nothing, or a byte every half a second of what could become a greeting. Each ends
 * when the other side ends it. One thread of its own.
 */
final class Crowd implements Closeable {
    private static final long DRIP_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int LOOK_MILLIS = 20;

    private final Selector selector = Selector.open();
    private final byte[] drops;
    private final List<SocketChannel> dripping = new ArrayList<>();
    private final List<Duration> stays = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int dropped;
    private volatile boolean closed;

    private Crowd(byte[] drops) throws IOException {
        this.drops = drops;
    }

    /**
     * Connects them all, from addresses of this machine that get so many each; every other one drips.
     *
     * @param drops what they drip
     */
    static Crowd come(int port, int size, int perAddress, byte[] drops) throws IOException {
        Crowd crowd = new Crowd(drops);
        for (int i = 0; i < size; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // 127.0.0.2 and on: each is an address of its own to the other side.
            byte[] address = {127, 0, 0, (byte) (2 + i / perAddress)};
            channel.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.configureBlocking(false);
            channel.register(crowd.selector, SelectionKey.OP_READ, System.nanoTime());
            if (i % 2 == 0) {
                crowd.dripping.add(channel);
            }
        }
        Thread thread = new Thread(crowd::run, "crowd");
        thread.setDaemon(true);
        thread.start();
        return crowd;
    }

    /** How long each stayed that has been ended. */
    List<Duration> stays() {
        return stays;
    }

    private void run() {
        try {
            long dripAt = System.nanoTime();
            while (!closed) {
                selector.select(this::look, LOOK_MILLIS);
                if (System.nanoTime() - dripAt >= 0) {
                    dripAt += DRIP_EVERY_NANOS;
                    drip();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            ended.countDown();
        }
    }

    private void look(SelectionKey key) {
        try {
            if (((SocketChannel) key.channel()).read(ByteBuffer.allocate(1)) >= 0) {
                return;
            }
        } catch (IOException e) {
            // Reset, which is an end as well.
        }
        leave(key);
    }

    private void leave(SelectionKey key) {
        stays.add(Duration.ofNanos(System.nanoTime() - (long) key.attachment()));
        dripping.remove((SocketChannel) key.channel());
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            // It is gone anyway.
        }
    }

    private void drip() {
        if (dropped == drops.length) {
            return;
        }
        for (SocketChannel channel : dripping) {
            try {
                channel.write(ByteBuffer.wrap(drops, dropped, 1));
            } catch (IOException e) {
                // The next look finds it ended.
            }
        }
        dropped++;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try {
            if (!ended.await(10, TimeUnit.SECONDS)) {
                throw new IOException("the crowd did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
