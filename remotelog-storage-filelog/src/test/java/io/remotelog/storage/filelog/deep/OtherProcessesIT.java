package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.storage.filelog.PlantedBug;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process appends as fast as it can, this one and a third one read: only whole records, in order, and all of them. */
@Tag("deep")
@Timeout(600)
class OtherProcessesIT {
    @TempDir
    Path folder;

    /** The day that each of the two readers has passed. */
    private LocalDate passedHere = Flood.FIRST_DAY.minusDays(1);

    private LocalDate passedThere = passedHere;

    @Test
    void readersSeeOnlyWholeRecordsInOrder() throws Exception {
        follow("filelog:%s?fsync=interval=10ms", Scale.of(6, 60));
    }

    @Test
    void readersSeeOnlyWholeRecordsInOrderOfDurableCommits() throws Exception {
        follow("filelog:%s?fsync=commit", Scale.of(3, 20));
    }

    @Test
    void aPlantedBugIsCaught() {
        assertThatThrownBy(() -> follow("planted:%s?fsync=never&bug=" + PlantedBug.DATA_HELD_BACK, 20))
                .satisfies(e ->
                        Scale.tell("planted bug %s: caught by readers: %s", PlantedBug.DATA_HELD_BACK, e.getMessage()));
    }

    private void follow(String location, int seconds) throws Exception {
        Path root = folder.resolve("log");
        AtomicReference<LocalDate> last = new AtomicReference<>();
        try (Child flood = Child.start(Flood.class, String.format(location, root));
                Child reader = Child.start(Follower.class, root.toString())) {
            Follower here = new Follower(root, day -> passed(flood, day, true), last);
            CompletableFuture<Void> hereEnds = CompletableFuture.runAsync(() -> run(here));
            CompletableFuture<Long> thereEnds = CompletableFuture.supplyAsync(() -> readThere(flood, reader));
            CompletableFuture<Object> wrong = CompletableFuture.anyOf(hereEnds, thereEnds);
            try {
                wrong.get(seconds, TimeUnit.SECONDS);
                throw new AssertionError("a reader ended before the writer");
            } catch (TimeoutException e) {
                flood.tell(Flood.STOP);
            }
            LocalDate lastDay = LocalDate.parse(flood.line());
            reader.tell(lastDay.toString());
            last.set(lastDay);
            hereEnds.get(60, TimeUnit.SECONDS);
            long there = thereEnds.get(60, TimeUnit.SECONDS);
            Scale.tell(
                    "readers in two other processes, %s: %d s, %d records in %d days read by each, at the end %d times",
                    location, seconds, there, lastDay.toEpochDay() - Flood.FIRST_DAY.toEpochDay() + 1, here.waits());
            assertThat(here.records()).isEqualTo(there).isPositive();
            assertThat(here.waits()).isPositive();
        }
    }

    private static void run(Follower follower) {
        try {
            follower.run();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** How many records the other reader read. */
    private long readThere(Child flood, Child reader) {
        try {
            for (String line = reader.line(); line != null; line = reader.line()) {
                if (line.startsWith("read ")) {
                    return Long.parseLong(line.substring("read ".length()));
                }
                if (line.startsWith("wrong: ")) {
                    throw new AssertionError(line);
                }
                passed(flood, LocalDate.parse(line), false);
            }
            throw new AssertionError("the reader ended");
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private synchronized void passed(Child flood, LocalDate day, boolean here) {
        if (here) {
            passedHere = day;
        } else {
            passedThere = day;
        }
        try {
            flood.tell((passedHere.isBefore(passedThere) ? passedHere : passedThere).toString());
        } catch (IOException e) {
            // It has ended.
            assertThat(e).isNotNull();
        }
    }
}
