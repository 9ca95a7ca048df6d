package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStoreProvider;
import io.remotelog.api.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Opens {@code filelog:PATH}: a folder with a folder per day, in the files of go-filelog.
 *
 * <p>Option {@code fsync}: {@code commit} (the default) forces a commit to the disk before it returns, {@code never}
 * leaves that to the kernel.
 */
public final class FileLogStoreProvider implements LogStoreProvider {
    private static final String FSYNC = "fsync";

    /** For {@link java.util.ServiceLoader}. */
    public FileLogStoreProvider() {}

    @Override
    public String scheme() {
        return StoreLocation.DEFAULT_SCHEME;
    }

    /**
     * Opens the store in a folder.
     *
     * @throws IllegalArgumentException if an option is unknown or has a wrong value, or the place is no path
     * @throws IOException if the place is a file, or the JVM was started without the flags that mapped reads need; the
     *     message names them
     */
    @Override
    public LogStore open(StoreLocation location) throws IOException {
        location.requireOptionsAmong(Set.of(FSYNC));
        FsyncPolicy policy = policy(location);
        Path root = root(location);
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new IOException("store " + location + ": " + root + " is a file, want a folder or a new name");
        }
        JvmFlags.require();
        return new FileLogStore(
                new SystemDisk(),
                root,
                policy,
                Sizes.DEFAULT,
                () -> new SystemBackground("remotelog-store-" + root.getFileName()));
    }

    private static FsyncPolicy policy(StoreLocation location) {
        String option = location.options().get(FSYNC);
        try {
            return option == null ? FsyncPolicy.COMMIT : FsyncPolicy.parse(option);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("store " + location + ": " + e.getMessage(), e);
        }
    }

    private static Path root(StoreLocation location) {
        try {
            return Path.of(location.place()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("store " + location + ": no path: " + e.getMessage(), e);
        }
    }
}
