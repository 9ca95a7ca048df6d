package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.StoreLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens stores for tests of the machine: also such as have a bug, so that a test can show that it would be seen.
 *
 * <p>{@code planted:PATH?fsync=POLICY&bug=NAME&small=true}: the file store in a folder, on a disk with a {@link PlantedBug},
 * with sizes that a short test reaches. Every other location is what {@link LogStores} says.
 */
public final class PlantedStores {
    private static final String SCHEME = "planted";
    private static final Sizes SMALL = new Sizes(40_000, 16 * Journal.ALIGNMENT, 64 * Journal.ALIGNMENT);

    private PlantedStores() {}

    /** Opens the store at a location. */
    public static LogStore open(String location) throws IOException {
        StoreLocation parsed = StoreLocation.parse(location);
        if (!parsed.scheme().equals(SCHEME)) {
            return LogStores.open(location);
        }
        parsed.requireOptionsAmong(Set.of("fsync", "bug", "small"));
        Path root = Path.of(parsed.place()).toAbsolutePath();
        String bug = parsed.options().get("bug");
        Disk disk = bug == null ? new SystemDisk() : new PlantedDisk(new SystemDisk(), PlantedBug.valueOf(bug));
        return new FileLogStore(
                disk,
                root,
                FsyncPolicy.parse(parsed.options().getOrDefault("fsync", "commit")),
                parsed.options().containsKey("small") ? SMALL : Sizes.DEFAULT,
                () -> new SystemBackground("remotelog-store-" + root.getFileName()));
    }
}
