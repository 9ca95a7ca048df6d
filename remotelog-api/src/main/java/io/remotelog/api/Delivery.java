package io.remotelog.api;

import java.io.IOException;
import java.time.Duration;

/** Gives what a reader reads to a handler, and does as that answers. One thread, the caller's. */
final class Delivery {
    private static final Duration LONG = Duration.ofDays(1);

    private final LogReader reader;
    private final RecordHandler handler;
    private final BackOff backOff;

    Delivery(LogReader reader, RecordHandler handler, BackOff backOff) {
        this.reader = reader;
        this.handler = handler;
        this.backOff = backOff;
    }

    /** Whether everything was read. */
    boolean run(boolean following) throws IOException, InterruptedException {
        while (true) {
            LogReader.Step step = following ? reader.poll(LONG) : reader.poll();
            switch (step) {
                case RECORD, END_OF_DAY -> {
                    if (!handled(step)) {
                        return false;
                    }
                }
                case NOTHING_YET -> {
                    if (!following) {
                        return true;
                    }
                }
                case CLOSED -> {
                    return false;
                }
            }
        }
    }

    private boolean handled(LogReader.Step step) throws IOException, InterruptedException {
        boolean done = false;
        try {
            done = answersDone(step);
            return done;
        } finally {
            if (!done) {
                reader.back();
            }
        }
    }

    private boolean answersDone(LogReader.Step step) throws IOException, InterruptedException {
        Duration pause = Duration.ZERO;
        while (true) {
            RecordHandler.Answer answer =
                    step == LogReader.Step.RECORD ? handler.record(reader) : handler.endOfDay(reader.day());
            if (answer != RecordHandler.Answer.RETRY) {
                return answer == RecordHandler.Answer.DONE;
            }
            pause = backOff.after(pause);
            reader.pause(pause);
            if (reader.isClosed()) {
                return false;
            }
        }
    }
}
