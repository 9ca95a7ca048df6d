package io.remotelog.replica;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A relay before a master that can freeze: then it forwards nothing and closes nothing, as a network does whose packets are
 * lost. It counts what came from the master. Any thread.
 */
final class Relay implements Closeable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int masterPort;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesOfMaster = new AtomicLong();

    Relay(int masterPort) throws IOException {
        this.masterPort = masterPort;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What the master has sent through all connections so far. */
    long bytesOfMaster() {
        return bytesOfMaster.get();
    }

    /** The connections so far, oldest first. */
    List<Connection> connections() {
        return connections;
    }

    private static void daemon(Runnable body) {
        Thread thread = new Thread(body, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Connection connection =
                        new Connection(listener.accept(), new Socket(InetAddress.getLoopbackAddress(), masterPort));
                connections.add(connection);
                daemon(() -> connection.forward(connection.replica, connection.master, new AtomicLong()));
                daemon(() -> connection.forward(connection.master, connection.replica, bytesOfMaster));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** One that goes through. */
    static final class Connection implements Closeable {
        private final Socket replica;
        private final Socket master;
        private boolean frozen;

        Connection(Socket replica, Socket master) {
            this.replica = replica;
            this.master = master;
        }

        /** Forwards nothing more, and closes nothing. */
        synchronized void freeze() {
            frozen = true;
        }

        /** Forwards again, from where it stopped. */
        synchronized void thaw() {
            frozen = false;
            notifyAll();
        }

        /** Ends the replica's side only: the master hears nothing of it. */
        void abandonReplica() throws IOException {
            freeze();
            replica.close();
        }

        /** Whether the master has ended its side. Only of one that is frozen. */
        boolean isEndedByMaster() throws IOException {
            master.setSoTimeout(1);
            try {
                while (master.getInputStream().read() >= 0) {
                    // What was on its way.
                }
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        private void forward(Socket from, Socket to, AtomicLong count) {
            byte[] buffer = new byte[8_192];
            try {
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                while (true) {
                    int read = from.getInputStream().read(buffer);
                    awaitThaw();
                    if (read < 0) {
                        break;
                    }
                    to.getOutputStream().write(buffer, 0, read);
                    count.addAndGet(read);
                }
                close();
            } catch (IOException e) {
                endUnlessFrozen();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private synchronized void awaitThaw() throws InterruptedException {
            while (frozen) {
                wait();
            }
        }

        private void endUnlessFrozen() {
            try {
                awaitThaw();
                close();
            } catch (IOException e) {
                // It is gone, which is what was asked for.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            try (replica) {
                master.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
