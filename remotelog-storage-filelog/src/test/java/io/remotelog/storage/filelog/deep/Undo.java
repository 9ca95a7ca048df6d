package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a test did to the machine, to be undone in the reverse order, whatever fails, also when the JVM is told to end. Any
 * thread.
 */
final class Undo implements AutoCloseable {
    private static final Set<Undo> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Undo::closeQuietly), "undo"));
    }

    private final Deque<Step> steps = new ArrayDeque<>();

    /** One thing to undo; must do nothing if that is done already. */
    interface Step {
        void run() throws IOException;
    }

    Undo() {
        OPEN.add(this);
    }

    synchronized void later(Step step) {
        steps.push(step);
    }

    @Override
    public synchronized void close() throws IOException {
        OPEN.remove(this);
        IOException failure = null;
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("could not be undone: " + e);
        }
    }
}
