package io.remotelog.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Picks the zone of a log so that no day turns while something is measured. */
final class NoonZone {
    private static final int NOON = 12;

    private NoonZone() {}

    /** A zone in which it is between noon and one o'clock. */
    static ZoneOffset at(Instant now) {
        return ZoneOffset.ofHours(NOON - now.atOffset(ZoneOffset.UTC).getHour());
    }

    static LocalDate day(Instant now, ZoneOffset zone) {
        return now.atOffset(zone).toLocalDate();
    }
}
