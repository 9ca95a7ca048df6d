package io.remotelog.storage.filelog;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes data ahead of its commit while the writer's thread goes on, one write at a time. The writer's thread calls it.
 *
 * <p>A write that has not begun when it is awaited is done by the writer's thread itself: a helper thread that is closed, or
 * has no turn, holds up nothing.
 */
final class WriteAhead {
    private final Background background;

    /** What was begun and not awaited yet; null if nothing was. */
    private Begun begun;

    /** A write, and whether a thread does it or has done it. */
    private record Begun(FutureTask<Void> write, AtomicBoolean taken) {
        boolean take() {
            return taken.compareAndSet(false, true);
        }

        void runUnlessTaken() {
            if (take()) {
                write.run();
            }
        }
    }

    WriteAhead(Background background) {
        this.background = background;
    }

    /** Begins a write; the one before must have been awaited or dropped. */
    void begin(Callable<Void> write) {
        begun = new Begun(new FutureTask<>(write), new AtomicBoolean());
        background.beside(begun::runUnlessTaken);
    }

    /** Waits for the write that was begun, if there is one, and fails as it did. */
    void await() throws IOException {
        if (begun != null) {
            begun.runUnlessTaken();
            waitFor();
        }
    }

    /** Of a write that was begun, if there is one: if a thread does it, waits for that, whatever comes of it; else it is never done. */
    void drop() {
        if (begun != null && begun.take()) {
            begun = null;
        }
        if (begun != null) {
            try {
                waitFor();
            } catch (IOException e) {
                // What it did not write is not wanted.
                return;
            }
        }
    }

    private void waitFor() throws IOException {
        FutureTask<Void> write = begun.write();
        begun = null;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    write.get();
                    return;
                } catch (InterruptedException e) {
                    // The write goes on, and its buffer must not be filled before it ends.
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static IOException rethrown(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return (IOException) failure;
    }
}
