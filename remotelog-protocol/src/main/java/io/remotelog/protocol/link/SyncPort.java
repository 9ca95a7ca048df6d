package io.remotelog.protocol.link;

import io.remotelog.api.LogClock;
import io.remotelog.api.LogStore;
import io.remotelog.protocol.security.ReloadingSslContext;
import io.remotelog.protocol.security.Token;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Everything that a port for replicas has to know.
 *
 * @param address where it listens; port 0 takes a free one
 * @param sendFlag the number in each frame of the protocol's version 1, which the greetings are of
 * @param token what a replica has to prove that it has; empty: nothing. Where there is one, version 1 is refused
 * @param tls empty: links are plain
 * @param lagWarning how old the oldest record may be that a replica has not acked before the log tells of it
 * @param store the log that is served
 * @param currentDay the day that is appended to; those before it are past
 * @param clock the time of the log
 * @param replicas where is noted who is linked
 */
public record SyncPort(
        InetSocketAddress address,
        int sendFlag,
        Optional<Token> token,
        Optional<ReloadingSslContext> tls,
        Duration lagWarning,
        LogStore store,
        Supplier<LocalDate> currentDay,
        LogClock clock,
        Replicas replicas) {

    /** The default of the age. */
    public static final Duration LAG_WARNING = Duration.ofSeconds(60);

    /** Checks that all is given. */
    public SyncPort {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(lagWarning, "lagWarning");
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(currentDay, "currentDay");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(replicas, "replicas");
    }
}
