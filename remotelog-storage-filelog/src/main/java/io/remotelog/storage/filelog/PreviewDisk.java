package io.remotelog.storage.filelog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows a disk as it would be after writes, cuts and removals, none of which reach it: what would be done can be found by
 * doing it. One thread.
 *
 * <p>A file is taken as it is when it is looked at first.
 */
final class PreviewDisk implements Disk, Closeable {
    private final Disk disk;

    /** The files that were opened or made; empty if one was removed. */
    private final Map<Path, Optional<PreviewFile>> files = new HashMap<>();

    private final List<PreviewFile> opened = new ArrayList<>();

    PreviewDisk(Disk disk) {
        this.disk = disk;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        Optional<PreviewFile> found = find(file);
        return found.isPresent() ? found.get() : put(file, Optional.empty());
    }

    @Override
    public DiskFile openDirect(Path file) throws IOException {
        return open(file);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return find(file).orElseThrow(() -> new NoSuchFileException(file.toString()));
    }

    @Override
    public DiskMapping map(Path file) {
        throw new UnsupportedOperationException("what is only a preview cannot be mapped: " + file);
    }

    @Override
    public boolean exists(Path path) {
        Optional<PreviewFile> known = files.get(path);
        return known == null ? disk.exists(path) : known.isPresent();
    }

    @Override
    public boolean isFolder(Path path) {
        return disk.isFolder(path);
    }

    @Override
    public long length(Path file) throws IOException {
        Optional<PreviewFile> known = files.get(file);
        return known == null
                ? disk.length(file)
                : known.orElseThrow(() -> new NoSuchFileException(file.toString()))
                        .length();
    }

    @Override
    public List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>(disk.names(folder));
        files.forEach((path, file) -> {
            if (folder.equals(path.getParent())) {
                String name = path.getFileName().toString();
                names.remove(name);
                file.ifPresent(there -> names.add(name));
            }
        });
        return names;
    }

    @Override
    public Path real(Path path) throws IOException {
        return disk.real(path);
    }

    @Override
    public void createFolder(Path folder) {
        throw new UnsupportedOperationException("only days that are there are previewed, want no folder " + folder);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Optional<PreviewFile> moved = find(from);
        delete(from);
        files.put(to, moved);
    }

    @Override
    public void delete(Path path) {
        files.put(path, Optional.empty());
    }

    /** Nothing here is to survive. */
    @Override
    public void forceFolder(Path folder) {}

    @Override
    public long usableBytes(Path path) throws IOException {
        return disk.usableBytes(path);
    }

    @Override
    public String bootId() {
        return disk.bootId();
    }

    @Override
    public Closeable lock(Path folder) {
        throw new UnsupportedOperationException("a preview takes no lock, want none of " + folder);
    }

    @Override
    public boolean isLocked(Path folder) throws IOException {
        return disk.isLocked(folder);
    }

    /** Gives up all that was written. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (PreviewFile file : opened) {
            try {
                file.end();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Optional<PreviewFile> find(Path file) throws IOException {
        Optional<PreviewFile> known = files.get(file);
        if (known != null) {
            return known;
        }
        try {
            return Optional.of(put(file, Optional.of(disk.openToRead(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private PreviewFile put(Path file, Optional<DiskFile> behind) throws IOException {
        PreviewFile made = new PreviewFile(file, behind);
        opened.add(made);
        files.put(file, Optional.of(made));
        return made;
    }
}
