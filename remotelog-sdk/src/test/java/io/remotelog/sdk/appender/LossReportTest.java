package io.remotelog.sdk.appender;

import static org.assertj.core.api.Assertions.assertThat;

import io.remotelog.sdk.CloseReport;
import io.remotelog.sdk.SendStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LossReportTest {
    private final List<String> told = new ArrayList<>();
    private long nanos = -5;
    private final LossReport losses = new LossReport(() -> nanos, "m:1", told::add);

    @Test
    void firstLossIsToldAtOnceAndLaterOnesTogether() {
        losses.look(true, () -> status(1, 0));
        losses.look(true, () -> status(2, 0));
        passSeconds(9);
        losses.look(true, () -> status(3, 0));
        assertThat(told)
                .containsExactly(
                        "events that master m:1 does not have, since it began: 1 dropped, as there was no room for them");

        passSeconds(1);
        losses.look(true, () -> status(4, 5));
        assertThat(told)
                .hasSize(2)
                .last()
                .asString()
                .endsWith("4 dropped, as there was no room for them, 5 given up before they were sent");
    }

    @Test
    void lossThatCameLaterIsToldWithAnotherEvent() {
        losses.look(false, () -> status(0, 0));
        passSeconds(2);
        losses.look(false, () -> status(0, 3));

        assertThat(told).singleElement().asString().endsWith("3 given up before they were sent");
    }

    @Test
    void nothingMoreLostIsNotTold() {
        losses.look(true, () -> status(1, 0));
        passSeconds(20);
        losses.look(false, () -> status(1, 0));
        losses.end(new CloseReport(7, 0, 0, 0, 1, 0));

        assertThat(told).hasSize(1);
    }

    @Test
    void endTellsWhatWasNotToldYet() {
        losses.failed(new IllegalStateException("odd"));
        losses.end(new CloseReport(7, 1, 2, 3, 0, 4));

        assertThat(told)
                .containsExactly(
                        "events that master m:1 does not have, in all: 1 given up before they were sent,"
                                + " 2 refused by the master, 3 sent and not answered, 1 not made, the last by"
                                + " java.lang.IllegalStateException: odd",
                        "events in the spill, which the next start sends to master m:1: 4");
    }

    private void passSeconds(int seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    private static SendStatus status(long dropped, long notSent) {
        return new SendStatus(SendStatus.Link.NONE, 0, 0, 0, dropped, notSent, 0, 0, 0, 0, 0, 0);
    }
}
