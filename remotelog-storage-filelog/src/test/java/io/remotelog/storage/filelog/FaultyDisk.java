package io.remotelog.storage.filelog;

import io.remotelog.api.StoreInUseException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A disk in memory, as one process sees it, on which any operation can be refused or be the last one. Any thread.
 *
 * <p>It keeps apart what is in the system's cache and what is on the disk ({@link CachedFile}, {@link CachedFolder}): what was
 * not forced is lost, kept or torn at a power cut, as a seeded random likes it. Now and then the system writes some of it by
 * itself. A force that failed leaves what was dirty as clean, as Linux does, so that to force again is of no use.
 *
 * <p>A crash is a {@link Crash}, and so is each call after it. {@link #afterKill} and {@link #afterPowerCut} are the disk as the
 * next process finds it. Paths are absolute; each process sees the disk under a second name of its own, too, which is its {@link
 * #real} one, so that what a process left behind in static fields when it was killed is not taken for the next one's.
 */
final class FaultyDisk implements Disk {
    private final OpenDays openDays = new OpenDays();

    /** What is written past the cache is whole blocks of this. */
    static final int BLOCK_BYTES = 16;

    private static final double WRITE_BACK_CHANCE = 0.05;
    private static final AtomicLong PROCESSES = new AtomicLong();

    /** What an operation takes, as far as somebody measures it: so a run is the same each time. */
    private static final long OPERATION_NANOS = 100_000;

    private final Machine machine;
    private final Faults faults;
    private CachedTree tree;
    private long operations;
    private boolean down;
    private Runnable observer = () -> {};

    /** What processes share. */
    private static final class Machine {
        final Random random;
        final String bootId;
        double writeBackChance = WRITE_BACK_CHANCE;
        FaultyDisk lockHolder;

        Machine(Random random) {
            this.random = random;
            bootId = new UUID(random.nextLong(), random.nextLong()).toString();
        }
    }

    /** An empty disk. */
    FaultyDisk(Random random, Faults faults) {
        this(new Machine(random), new CachedFolder(), faults);
    }

    private FaultyDisk(Machine machine, CachedFolder root, Faults faults) {
        this.machine = machine;
        this.faults = faults;
        tree = new CachedTree(root, "process-" + PROCESSES.incrementAndGet() + "-");
    }

    /** From now on the system writes nothing by itself. */
    FaultyDisk withoutWriteBack() {
        synchronized (machine) {
            machine.writeBackChance = 0;
            return this;
        }
    }

    /** The same disk for another process that runs beside this one. */
    FaultyDisk beside(Faults otherFaults) {
        synchronized (machine) {
            return new FaultyDisk(machine, tree.root(), otherFaults);
        }
    }

    /** Ends this process, and gives the disk to the next one as it is. */
    FaultyDisk afterKill(Faults nextFaults) {
        synchronized (machine) {
            FaultyDisk next = new FaultyDisk(machine, tree.root(), nextFaults);
            end();
            return next;
        }
    }

    /** The disk as it would be after a power cut at this instant. This one can go on, as if nothing had happened. */
    FaultyDisk afterPowerCut(Luck luck, Random nextRandom, Faults nextFaults) {
        synchronized (machine) {
            Machine next = new Machine(nextRandom);
            next.writeBackChance = machine.writeBackChance;
            return new FaultyDisk(next, tree.root().afterPowerCut(luck), nextFaults);
        }
    }

    /** Ends this process: each call from now on is a crash. */
    void end() {
        synchronized (machine) {
            down = true;
            tree = new CachedTree(new CachedFolder(), tree.mount());
            if (machine.lockHolder == this) {
                machine.lockHolder = null;
            }
        }
    }

    /** Whether the process has ended. */
    boolean isDown() {
        synchronized (machine) {
            return down;
        }
    }

    /** How many operations there were. */
    long operations() {
        synchronized (machine) {
            return operations;
        }
    }

    /** Has somebody look after each operation that changes something; what they do on this disk is not looked at. */
    void observe(Runnable observer) {
        synchronized (machine) {
            this.observer = observer;
        }
    }

    /** Takes clean blocks out of the system's cache: those that a failed force left read as before. */
    void evict(Path file) throws NoSuchFileException {
        synchronized (machine) {
            tree.file(file).evict();
        }
    }

    @Override
    public OpenDays openDays() {
        return openDays;
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        synchronized (machine) {
            boolean absent = tree.find(path) == null;
            DiskFault fault = step(DiskOperation.OPEN, path);
            if (fault.isRefusal() && (absent || fault == DiskFault.ERROR)) {
                throw fault.refusal("cannot open " + path);
            }
            if (absent) {
                CachedFolder folder = tree.parent(path);
                folder.add(CachedTree.name(path), new CachedFile());
                changed(folder);
            }
            if (tree.find(path) instanceof CachedFolder) {
                throw new IOException("cannot open " + path + ": Is a directory");
            }
            done(DiskOperation.OPEN, path, fault);
            return new FaultyFile(this, path, tree.file(path), true);
        }
    }

    @Override
    public DiskFile openDirect(Path path) throws IOException {
        return new DirectFile(open(path));
    }

    /** Takes whole blocks only, from where blocks begin in memory. */
    private static final class DirectFile extends ForwardingDisk.ForwardingFile {
        DirectFile(DiskFile file) {
            super(file);
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            if (offset % BLOCK_BYTES != 0
                    || bytes.remaining() % BLOCK_BYTES != 0
                    || bytes.alignmentOffset(bytes.position(), BLOCK_BYTES) != 0) {
                throw new IllegalArgumentException("past the cache " + bytes + " at " + offset + " to " + path());
            }
            super.write(bytes, offset);
        }
    }

    @Override
    public DiskFile openToRead(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.OPEN_TO_READ, path, "cannot open");
            return new FaultyFile(this, path, tree.file(path), false);
        }
    }

    @Override
    public DiskMapping map(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.MAP, path, "cannot map");
            return new FaultyMapping(this, path, tree.file(path));
        }
    }

    @Override
    public boolean exists(Path path) {
        synchronized (machine) {
            done(DiskOperation.EXISTS, path, step(DiskOperation.EXISTS, path));
            return tree.find(path) != null;
        }
    }

    @Override
    public boolean isFolder(Path path) {
        synchronized (machine) {
            done(DiskOperation.IS_FOLDER, path, step(DiskOperation.IS_FOLDER, path));
            return tree.find(path) instanceof CachedFolder;
        }
    }

    @Override
    public long length(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.LENGTH, path, "cannot stat");
            return tree.file(path).length();
        }
    }

    @Override
    public List<String> names(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.NAMES, path, "cannot list");
            return tree.folder(path).names();
        }
    }

    @Override
    public Path real(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.REAL, path, "cannot resolve");
            return tree.real(path);
        }
    }

    @Override
    public void createFolder(Path path) throws IOException {
        synchronized (machine) {
            DiskFault fault = step(DiskOperation.CREATE_FOLDER, path);
            if (fault.isRefusal()) {
                throw fault.refusal("cannot make folder " + path);
            }
            if (tree.find(path) == null) {
                CachedFolder parent = tree.parent(path);
                parent.add(CachedTree.name(path), new CachedFolder());
                changed(parent);
            }
            done(DiskOperation.CREATE_FOLDER, path, fault);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        synchronized (machine) {
            DiskFault fault = step(DiskOperation.RENAME, to);
            if (fault.isRefusal()) {
                throw fault.refusal("cannot rename " + from + " to " + to);
            }
            if (tree.parent(from) != tree.parent(to)) {
                throw new UnsupportedOperationException("rename between folders: " + from + " to " + to);
            }
            if (tree.find(from) == null) {
                throw new NoSuchFileException(from.toString());
            }
            if (tree.find(to) instanceof CachedFolder there && !there.isEmpty()) {
                throw new DirectoryNotEmptyException(to.toString());
            }
            CachedFolder folder = tree.parent(from);
            folder.rename(CachedTree.name(from), CachedTree.name(to));
            changed(folder);
            done(DiskOperation.RENAME, to, fault);
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        synchronized (machine) {
            DiskFault fault = step(DiskOperation.DELETE, path);
            if (fault.isRefusal()) {
                throw fault.refusal("cannot remove " + path);
            }
            Object entry = tree.find(path);
            if (entry instanceof CachedFolder folder && !folder.isEmpty()) {
                throw new DirectoryNotEmptyException(path.toString());
            }
            if (entry != null) {
                CachedFolder parent = tree.parent(path);
                parent.remove(CachedTree.name(path));
                changed(parent);
            }
            done(DiskOperation.DELETE, path, fault);
        }
    }

    @Override
    public void forceFolder(Path path) throws IOException {
        synchronized (machine) {
            DiskFault fault = step(DiskOperation.FORCE_FOLDER, path);
            CachedFolder folder = tree.folder(path);
            if (fault == DiskFault.ERROR) {
                // File systems keep names in a journal of their own, and try again, or take no more changes.
                folder.writeBack(Luck.of(machine.random));
            }
            if (fault.isRefusal()) {
                throw fault.refusal("cannot fsync folder " + path);
            }
            folder.force();
            done(DiskOperation.FORCE_FOLDER, path, fault);
        }
    }

    @Override
    public long usableBytes(Path path) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.USABLE_BYTES, path, "cannot stat");
            return Long.MAX_VALUE;
        }
    }

    @Override
    public String bootId() {
        synchronized (machine) {
            Path path = Path.of("/");
            done(DiskOperation.BOOT_ID, path, step(DiskOperation.BOOT_ID, path));
            return machine.bootId;
        }
    }

    @Override
    public long nanoTime() {
        return operations() * OPERATION_NANOS;
    }

    @Override
    public Closeable lock(Path folder) throws IOException {
        synchronized (machine) {
            refuseOrCrash(DiskOperation.LOCK, folder, "cannot lock");
            if (machine.lockHolder != null) {
                throw new StoreInUseException(folder.toString(), 1);
            }
            CachedFolder at = tree.folder(folder);
            if (at.get(Layout.LOCK) == null) {
                at.add(Layout.LOCK, new CachedFile());
            }
            machine.lockHolder = this;
            return this::unlock;
        }
    }

    private void unlock() {
        synchronized (machine) {
            if (machine.lockHolder == this) {
                machine.lockHolder = null;
            }
        }
    }

    /** What is synchronized on by all that belongs to this disk. */
    Object monitor() {
        return machine;
    }

    /** Counts an operation, and decides what is to go wrong with it; crashes if it is to be before. */
    DiskFault step(DiskOperation operation, Path path) {
        if (down) {
            throw new Crash("the process has ended");
        }
        long number = operations;
        operations++;
        DiskFault fault = faults.at(number, operation, path);
        if (!operation.fits(fault)) {
            return DiskFault.NONE;
        }
        if (fault == DiskFault.CRASH) {
            throw crash(operation, path);
        }
        return fault;
    }

    /** Ends an operation. */
    void done(DiskOperation operation, Path path, DiskFault fault) {
        if (fault.isCrash()) {
            throw crash(operation, path);
        }
        if (operation.changes()) {
            Runnable looking = observer;
            observer = () -> {};
            try {
                looking.run();
            } finally {
                observer = looking;
            }
        }
    }

    /** For operations that change nothing. */
    void refuseOrCrash(DiskOperation operation, Path path, String what) throws IOException {
        DiskFault fault = step(operation, path);
        if (fault.isRefusal()) {
            throw fault.refusal(what + " " + path);
        }
        done(operation, path, fault);
    }

    Luck luck() {
        return Luck.of(machine.random);
    }

    /** Now and then, what was changed goes to the disk by itself. */
    void changed(CachedFile file) {
        if (machine.random.nextDouble() < machine.writeBackChance) {
            file.writeBack(luck());
        }
    }

    private void changed(CachedFolder folder) {
        if (machine.random.nextDouble() < machine.writeBackChance) {
            folder.writeBack(luck());
        }
    }

    private Crash crash(DiskOperation operation, Path path) {
        String where = "crash at operation " + (operations - 1) + ", " + operation + " " + path;
        down = true;
        return new Crash(where);
    }
}
