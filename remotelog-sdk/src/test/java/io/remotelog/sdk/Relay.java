package io.remotelog.sdk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The network between a sender and a master: it can be cut, and frozen so that neither side's socket is read. */
final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int masterPort;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Object thaw = new Object();
    private boolean frozen;

    Relay(int masterPort) throws IOException {
        this.masterPort = masterPort;
        startThread(this::accept);
    }

    RemoteLogConfig config() {
        return RemoteLogConfig.defaults("127.0.0.1", listener.getLocalPort());
    }

    /** Ends all connections; new ones are relayed. */
    void cut() {
        for (Socket socket : sockets) {
            close(socket);
        }
        sockets.clear();
    }

    void freeze(boolean now) {
        synchronized (thaw) {
            frozen = now;
            thaw.notifyAll();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        freeze(false);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                sockets.add(near);
                Socket far = new Socket(InetAddress.getLoopbackAddress(), masterPort);
                sockets.add(far);
                startThread(() -> pump(near, far));
                startThread(() -> pump(far, near));
            } catch (IOException e) {
                // The master is not there, or this is closed.
                cut();
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            while (true) {
                awaitThaw();
                int read = in.read(bytes);
                if (read < 0) {
                    return;
                }
                awaitThaw();
                out.write(bytes, 0, read);
            }
        } catch (IOException | InterruptedException e) {
            // Cut.
        } finally {
            close(from);
            close(to);
        }
    }

    private void awaitThaw() throws InterruptedException {
        synchronized (thaw) {
            while (frozen) {
                thaw.wait();
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void startThread(Runnable task) {
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
    }
}
