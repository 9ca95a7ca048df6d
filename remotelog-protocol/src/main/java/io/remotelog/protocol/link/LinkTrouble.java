package io.remotelog.protocol.link;

import io.remotelog.api.Position;
import io.remotelog.protocol.sync.v2.Refusal;
import java.util.Map;
import java.util.Set;

/**
 * What went wrong with the links of replicas since a port was opened.
 *
 * @param refused how many links were refused, by reason
 * @param corrupt records that could not be sent since they cannot be read; the first 1,000
 */
public record LinkTrouble(Map<Refusal.Reason, Long> refused, Set<Position> corrupt) {
    /** Nothing. */
    public static final LinkTrouble NONE = new LinkTrouble(Map.of(), Set.of());

    /** Copies. */
    public LinkTrouble {
        refused = Map.copyOf(refused);
        corrupt = Set.copyOf(corrupt);
    }
}
