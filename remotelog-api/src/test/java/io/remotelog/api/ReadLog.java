package io.remotelog.api;

import io.remotelog.api.LogReader.Step;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Notes what a reader gave, as text; answers as it was told to, then with DONE. */
final class ReadLog implements RecordHandler {
    static final BackOff SHORT = new BackOff(Duration.ofMillis(1), Duration.ofMillis(1));

    final List<String> read = new ArrayList<>();
    private final Queue<Answer> answers;

    ReadLog(Answer... answers) {
        this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public Answer record(LogRecord record) {
        read.add(text(record));
        return answer();
    }

    @Override
    public Answer endOfDay(LocalDate day) {
        read.add(day + " ended");
        return answer();
    }

    void step(LogReader reader, Step step) {
        switch (step) {
            case RECORD -> read.add(text(reader));
            case END_OF_DAY -> read.add(reader.day() + " ended");
            case NOTHING_YET, CLOSED -> {}
        }
    }

    private Answer answer() {
        return answers.isEmpty() ? Answer.DONE : answers.remove();
    }

    private static String text(LogRecord record) {
        ByteBuffer copy = ByteBuffer.allocate(record.payload().remaining());
        copy.put(record.payload()).flip();
        return new Position(record.day(), record.id()) + " " + new Sample(record.epochSeconds(), record.type(), copy);
    }
}
