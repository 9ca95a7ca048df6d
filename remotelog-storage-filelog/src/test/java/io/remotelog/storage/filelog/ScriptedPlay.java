package io.remotelog.storage.filelog;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Random;

/** The same things done in the same order each time, with whatever a writer and its readers do: for one fault at each of its operations. */
final class ScriptedPlay {
    private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
    private static final LocalDate SECOND = FIRST.plusDays(1);
    private static final Sizes SIZES =
            new Sizes(130, 2L * Journal.ALIGNMENT, 4L * Journal.ALIGNMENT, FaultyDisk.BLOCK_BYTES);

    /** So often a batch is tried again: one fault refuses one attempt. */
    private static final int MAX_ATTEMPTS = 2;

    private final Play play;

    ScriptedPlay(FsyncPolicy policy, Faults faults) {
        play = new Play(policy, SIZES, new Random(7), Plant.NONE);
        play.start(faults);
    }

    Play play() {
        return play;
    }

    void run() throws IOException {
        play.opening().takeWriter();
        play.opening().openDay(FIRST);
        batch(1);
        batch(3);
        play.follow();
        batch(5);
        runBackground();
        batch(2);
        play.opening().openDay(SECOND);
        batch(4);
        play.follow();
        play.opening().openDay(FIRST);
        batch(2);
        batch(1);
        play.finish(FIRST);
        play.opening().openDay(SECOND);
        batch(6);
        play.close();
        play.opening().takeWriter();
        play.opening().openDay(SECOND);
        batch(2);
        play.delete(FIRST);
        runBackground();
        batch(1);
        play.follow();
        play.finish(SECOND);
        play.close();
    }

    private void runBackground() {
        play.runBackground(Play.INTERVAL);
        play.runBackground(Duration.ofMillis(1));
    }

    private void batch(int records) {
        for (int i = 0; !(play.append(records) && play.commit()); i++) {
            if (i == MAX_ATTEMPTS) {
                throw new Violation("a batch is refused again and again");
            }
        }
    }
}
