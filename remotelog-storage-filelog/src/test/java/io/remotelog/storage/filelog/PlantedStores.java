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
 * <p>{@code planted:PATH?fsync=POLICY&bug=NAME&sizes=small}: the file store in a folder, on a disk with a {@link PlantedBug},
 * with sizes that a short test reaches, or {@code tiny} ones, so that the journal has few bytes. Every other location is what {@link LogStores} says.
 */
public final class PlantedStores {
    private static final String SCHEME = "planted";
    private static final Sizes SMALL =
            new Sizes(40_000, 16 * Journal.ALIGNMENT, 64 * Journal.ALIGNMENT, Journal.ALIGNMENT);
    private static final Sizes TINY =
            new Sizes(40_000, 8 * Journal.ALIGNMENT, 8 * Journal.ALIGNMENT, Journal.ALIGNMENT);

    private PlantedStores() {}

    /** Opens the store at a location. */
    public static LogStore open(String location) throws IOException {
        StoreLocation parsed = StoreLocation.parse(location);
        if (!parsed.scheme().equals(SCHEME)) {
            return LogStores.open(location);
        }
        parsed.requireOptionsAmong(Set.of("fsync", "bug", "sizes"));
        Path root = Path.of(parsed.place()).toAbsolutePath();
        String bug = parsed.options().get("bug");
        Disk disk = bug == null ? new SystemDisk() : new PlantedDisk(new SystemDisk(), PlantedBug.valueOf(bug));
        return new FileLogStore(
                disk,
                root,
                FsyncPolicy.parse(parsed.options().getOrDefault("fsync", "commit")),
                sizes(parsed.options().getOrDefault("sizes", "default")),
                () -> new SystemBackground("remotelog-store-" + root.getFileName()));
    }

    private static Sizes sizes(String name) {
        return switch (name) {
            case "small" -> SMALL;
            case "tiny" -> TINY;
            case "default" -> Sizes.DEFAULT;
            default -> throw new IllegalArgumentException("sizes=" + name + ", want small, tiny or default");
        };
    }
}
