package io.remotelog.storage.filelog.deep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Tries many damages of a {@link SmallStore}, each on a store of its own, on several threads, and counts. */
final class Damages {
    private static final int WORKERS = 2;
    private static final int SHOWN = 20;

    private final SmallStore store;
    private final DamageCheck.Opener opener;
    private final DamageCheck.Cursors cursors;
    private final AtomicInteger noticed = new AtomicInteger();
    private final AtomicInteger harmless = new AtomicInteger();
    private final List<String> wrong = new ArrayList<>();

    /** Cases by file, and how many of them were noticed. */
    private final Map<String, int[]> byFile = new TreeMap<>();

    /** Some damage: what a file has instead. */
    static final class Damage {
        private final String what;
        private final String file;
        private final byte[] bytes;

        /**
         * Names it.
         *
         * @param what for people
         * @param file the file that is changed
         * @param bytes what it has then, null if it is gone
         */
        Damage(String what, String file, byte[] bytes) {
            this.what = what;
            this.file = file;
            this.bytes = bytes;
        }
    }

    /** Makes a damage, when it is its turn. */
    interface Cases {
        Damage make(int number);
    }

    Damages(SmallStore store, DamageCheck.Opener opener, DamageCheck.Cursors cursors) {
        this.store = store;
        this.opener = opener;
        this.cursors = cursors;
    }

    /** Tries all of them; what was wrong is in an {@link AssertionError}. */
    void run(Path folder, int number, Cases cases) throws IOException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Path own = folder.resolve("worker" + i);
                ends.add(workers.submit(() -> {
                    for (int n = next.getAndIncrement(); n < number; n = next.getAndIncrement()) {
                        tryOut(own, cases.make(n));
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            workers.shutdownNow();
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(store.name() + ": " + wrong.size() + " of " + number + " are wrong, such as\n"
                    + String.join("\n", wrong.subList(0, Math.min(SHOWN, wrong.size()))));
        }
    }

    /** How many were noticed, and how many did no harm. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(noticed + " noticed, " + harmless + " harmless");
        byFile.forEach((file, counts) -> text.append("; ")
                .append(file)
                .append(' ')
                .append(counts[1])
                .append(" of ")
                .append(counts[0]));
        return text.toString();
    }

    private void tryOut(Path root, Damage damage) throws IOException {
        Path log = Files.createDirectories(root).resolve("log");
        store.write(log, damage.file, damage.bytes);
        try {
            List<String> told = new DamageCheck(opener, log, store).run(cursors);
            (told.isEmpty() ? harmless : noticed).incrementAndGet();
            count(damage.file, !told.isEmpty());
        } catch (AssertionError | RuntimeException e) {
            note(damage, e);
        }
    }

    private synchronized void count(String file, boolean wasNoticed) {
        int[] counts = byFile.computeIfAbsent(file, name -> new int[2]);
        counts[0]++;
        counts[1] += wasNoticed ? 1 : 0;
    }

    private synchronized void note(Damage damage, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        wrong.add(damage.what + ": " + (e instanceof AssertionError ? e.getMessage() : e + " at " + trace[0]));
    }
}
