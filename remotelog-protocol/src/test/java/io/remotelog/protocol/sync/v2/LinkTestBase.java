package io.remotelog.protocol.sync.v2;

import io.remotelog.api.LogClock;
import io.remotelog.api.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Time, days and links of the tests in which two ends talk to each other. */
abstract class LinkTestBase {
    static final LocalDate DAY_20 = LocalDate.of(2026, 11, 20);
    static final LocalDate DAY_21 = LocalDate.of(2026, 11, 21);
    static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    static final LocalDate TOMORROW = LocalDate.of(2026, 11, 23);

    final VirtualTime time = new VirtualTime("2026-11-22T12:00:00Z");
    final LogClock clock = time.logClock();
    private final List<Link> links = new ArrayList<>();
    private LocalDate currentDay = TODAY;

    /** A new link, on which nothing was said yet. */
    Link link(Node master, Node replica) throws IOException {
        Link link = new Link(master, replica, clock, () -> currentDay);
        links.add(link);
        return link;
    }

    void goToTomorrow() {
        goTo(TOMORROW);
    }

    void goTo(LocalDate day) {
        currentDay = day;
    }

    /** Lets seconds go by, with what both sides do in each of them. */
    void pass(Link link, int seconds) {
        for (int i = 0; i < seconds; i++) {
            time.advance(Duration.ofSeconds(1));
            link.tick();
            link.run();
        }
    }

    @AfterEach
    void closeLinks() throws IOException {
        for (Link link : links) {
            link.close();
        }
    }
}
