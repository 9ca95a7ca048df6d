package io.remotelog.cli;

import io.remotelog.api.LogStore;
import io.remotelog.api.StoreLocation;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The option that says when a store that is written to forces its records to the disk: the store's own, by another way. */
final class FsyncOption {
    private static final Logger LOG = LoggerFactory.getLogger(FsyncOption.class);
    private static final String NAME = "fsync";
    private static final String DEFAULT = "commit";

    @Option(
            names = "--fsync",
            paramLabel = "POLICY",
            description = {
                "When records are forced to the disk: commit (before they are acknowledged), interval=DURATION (so long"
                        + " after, at most, such as interval=10ms; ms, s or m), never (when the system does it).",
                "The same as the store's option fsync. Default: " + DEFAULT + "."
            })
    private Optional<String> policy = Optional.empty();

    /** Opens the store to be written to, and logs its policy; creates nothing. */
    LogStore open(StoreOption store) throws IOException {
        LogStore opened = store.open(this::with);
        StoreLocation location = with(StoreLocation.parse(store.location()));
        String known = location.options().get(NAME);
        if (known != null || location.scheme().equals(StoreLocation.DEFAULT_SCHEME)) {
            LOG.info("store {}: fsync={}", store.location(), known == null ? DEFAULT : known);
        }
        return opened;
    }

    private StoreLocation with(StoreLocation location) {
        return policy.isPresent() ? location.withOption(NAME, policy.get()) : location;
    }
}
