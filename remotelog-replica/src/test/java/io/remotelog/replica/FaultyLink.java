package io.remotelog.replica;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A relay before a master that splits what goes through at random places, and resets each connection after a random number
 * of bytes, until it is told to let all through. Seeded.
 */
final class FaultyLink implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int masterPort;
    private final Random random;
    private final int maxBytesBeforeReset;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean faulty = true;
    private final AtomicInteger resets = new AtomicInteger();

    FaultyLink(int masterPort, long seed, int maxBytesBeforeReset) throws IOException {
        this.masterPort = masterPort;
        this.random = new Random(seed);
        this.maxBytesBeforeReset = maxBytesBeforeReset;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int resets() {
        return resets.get();
    }

    void heal() {
        faulty = false;
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body, "faulty-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket replica = listener.accept();
                sockets.add(replica);
                Socket master = new Socket(InetAddress.getLoopbackAddress(), masterPort);
                sockets.add(master);
                long down = budget();
                long seed = nextSeed();
                daemon(() -> relay(replica, master, Long.MAX_VALUE, new Random(seed)));
                daemon(() -> relay(master, replica, down, new Random(seed + 1)));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private synchronized long budget() {
        return faulty ? random.nextInt(maxBytesBeforeReset) : Long.MAX_VALUE;
    }

    private synchronized long nextSeed() {
        return random.nextLong();
    }

    private void relay(Socket from, Socket to, long budget, Random split) {
        long left = budget;
        byte[] buffer = new byte[8_192];
        try (from;
                to) {
            to.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (left > 0) {
                int want = faulty ? 1 + split.nextInt(split.nextInt(4) == 0 ? 20 : buffer.length) : buffer.length;
                int read = in.read(buffer, 0, (int) Math.min(want, left));
                if (read < 0) {
                    return;
                }
                out.write(buffer, 0, read);
                left -= read;
            }
            resets.incrementAndGet();
            to.setSoLinger(true, 0);
        } catch (IOException e) {
            // The other end is gone, which is what this is for.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
