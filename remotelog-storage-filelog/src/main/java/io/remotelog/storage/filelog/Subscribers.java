package io.remotelog.storage.filelog;

import io.remotelog.api.Subscription;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever asked to be told of changes. Any thread.
 *
 * <p>The store's own writer tells of its changes itself. While it has none, a {@link ChangeWatch} looks for those of
 * others, as long as there are subscribers.
 */
final class Subscribers {
    private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

    private final Disk disk;
    private final Path root;
    private final Map<Object, Runnable> ofCommits = new ConcurrentHashMap<>();
    private final Map<Object, Runnable> ofDurable = new ConcurrentHashMap<>();
    private ChangeWatch watch;
    private boolean paused;

    Subscribers(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    Subscription add(Runnable wakeUp) {
        return add(ofCommits, wakeUp);
    }

    /** Whoever does not want to know of a commit before it is durable. */
    Subscription addToDurable(Runnable wakeUp) {
        return add(ofDurable, wakeUp);
    }

    private synchronized Subscription add(Map<Object, Runnable> wakeUps, Runnable wakeUp) {
        // A key of its own each time: the same wake-up may be given twice.
        Object key = new Object();
        wakeUps.put(key, wakeUp);
        watchIfNeeded();
        return () -> remove(wakeUps, key);
    }

    /** Records were committed, and are not durable yet. */
    void wakeOfCommit() {
        wake(ofCommits);
    }

    /** Something has changed. */
    void wake() {
        wake(ofCommits);
        wake(ofDurable);
    }

    private void wake(Map<Object, Runnable> wakeUps) {
        for (Runnable wakeUp : wakeUps.values()) {
            try {
                wakeUp.run();
            } catch (RuntimeException e) {
                // Its records are committed: the writer must not fail for a reader's error.
                LOG.error("store {}: a wake-up threw, it must not", root, e);
            }
        }
    }

    /** The store's writer tells of its changes from now on. */
    synchronized void pauseWatch() {
        paused = true;
        watchIfNeeded();
    }

    synchronized void resumeWatch() {
        paused = false;
        watchIfNeeded();
    }

    synchronized void close() {
        ofCommits.clear();
        ofDurable.clear();
        watchIfNeeded();
    }

    private synchronized void remove(Map<Object, Runnable> wakeUps, Object key) {
        wakeUps.remove(key);
        watchIfNeeded();
    }

    private void watchIfNeeded() {
        boolean needed = !paused && !(ofCommits.isEmpty() && ofDurable.isEmpty());
        if (needed && watch == null) {
            watch = ChangeWatch.start(disk, root, this::wake);
        } else if (!needed && watch != null) {
            watch.stop();
            watch = null;
        }
    }
}
