package io.remotelog.storage.filelog;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** When written bytes are forced to the disk. */
enum FsyncPolicy {
    /** Before a commit returns. */
    COMMIT,
    /** When the kernel does it. */
    NEVER;

    static FsyncPolicy parse(String text) {
        for (FsyncPolicy policy : values()) {
            if (policy.option().equals(text)) {
                return policy;
            }
        }
        throw new IllegalArgumentException("option fsync=" + text + ", want one of: "
                + Arrays.stream(values()).map(FsyncPolicy::option).collect(Collectors.joining(", ")));
    }

    private String option() {
        return name().toLowerCase(Locale.ROOT);
    }
}
