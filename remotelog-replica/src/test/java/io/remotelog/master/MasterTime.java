package io.remotelog.master;

import io.remotelog.api.LogStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/** The clocks of a master, which a test can put forward: what it would wait for happens at once. Any thread. */
public final class MasterTime {
    private final AtomicLong aheadNanos = new AtomicLong();

    /** Puts both clocks forward. */
    public void pass(Duration time) {
        aheadNanos.addAndGet(time.toNanos());
    }

    /** Starts a master that goes by these clocks. */
    public Master start(LogStore store, MasterConfig config) throws IOException {
        return Master.start(store, config, new Wall(Clock.systemUTC()), () -> System.nanoTime() + aheadNanos.get());
    }

    private final class Wall extends Clock {
        private final Clock real;

        Wall(Clock real) {
            this.real = real;
        }

        @Override
        public Instant instant() {
            return real.instant().plusNanos(aheadNanos.get());
        }

        @Override
        public ZoneId getZone() {
            return real.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Wall(real.withZone(zone));
        }
    }
}
