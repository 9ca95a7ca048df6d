package io.remotelog.cli;

import io.remotelog.api.Position;
import io.remotelog.sdk.Receipt;
import java.util.Optional;

/**
 * What was acknowledged so far.
 *
 * @param records how many records
 * @param first where the first one is; empty without records, and from a Go master, which does not tell
 * @param last where the last one is
 * @param replicated how many of them are on as many replicas as was asked for
 */
record SendSummary(long records, Optional<Position> first, Optional<Position> last, long replicated) {
    /** Before the first record. */
    static final SendSummary NONE = new SendSummary(0, Optional.empty(), Optional.empty(), 0);

    SendSummary plus(Receipt receipt) {
        return new SendSummary(
                records + 1,
                records == 0 ? receipt.position() : first,
                receipt.position(),
                replicated + (receipt.replicated() ? 1 : 0));
    }

    @Override
    public String toString() {
        String positions =
                first.isPresent() && last.isPresent() ? ", first " + first.get() + ", last " + last.get() : "";
        return records + " records" + positions;
    }
}
