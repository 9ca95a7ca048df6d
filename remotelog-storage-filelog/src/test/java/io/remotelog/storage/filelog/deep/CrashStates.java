package io.remotelog.storage.filelog.deep;

import io.remotelog.storage.filelog.deep.BlockLog.Entry;
import io.remotelog.storage.filelog.deep.BlockLog.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes what a loss of power can leave of a disk: all that was written before the last flush, and of what was written since
 * some blocks of 4 KiB, the last of which may be torn between two sectors. One thread.
 */
final class CrashStates {
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final int BUFFER = 1 << 20;

    private final BlockLog log;
    private final Random random;

    /** Of the disk as of the last flush; absent ones are zeros. */
    private final byte[][] blocks;

    /** How many entries of the log {@link #blocks} has. */
    private int applied;

    /**
     * A state.
     *
     * @param cut the number of the entry after which power was lost
     * @param how which of the later writes are there
     * @param kept how many later blocks are there
     * @param of how many there were
     */
    record State(int cut, String how, int kept, int of) {
        @Override
        public String toString() {
            return "cut after entry " + cut + ", " + how + ": " + kept + " of " + of
                    + " blocks written after the flush";
        }
    }

    private record Piece(Entry entry, int from, int length) {}

    CrashStates(Path image, BlockLog log, Random random) throws IOException {
        this.log = log;
        this.random = random;
        blocks = new byte[(int) (Files.size(image) / BLOCK)][];
        byte[] zeros = new byte[BLOCK];
        try (InputStream in = new BufferedInputStream(Files.newInputStream(image), BUFFER)) {
            for (int i = 0; i < blocks.length; i++) {
                byte[] block = in.readNBytes(BLOCK);
                blocks[i] = Arrays.equals(block, zeros) ? null : block;
            }
        }
    }

    /** Writes the image of a state after an entry; each call's entry is the same or a later one. */
    State make(int cut, Path image) throws IOException {
        int flush = cut;
        while (flush >= 0 && log.entry(flush).kind() != Kind.FLUSH) {
            flush--;
        }
        for (; applied <= flush; applied++) {
            Entry entry = log.entry(applied);
            if (entry.kind() == Kind.WRITE) {
                apply(new Piece(entry, 0, entry.length()), blocks);
            }
        }
        List<Piece> later = pieces(flush + 1, cut);
        String how = List.of("all", "none", "the first", "some", "some", "torn", "torn")
                .get(random.nextInt(7));
        List<Piece> kept = chosen(later, how);
        byte[][] state = blocks.clone();
        for (Piece piece : kept) {
            int block = (int) ((piece.entry.offset() + piece.from) / BLOCK);
            if (state[block] == blocks[block] && state[block] != null) {
                state[block] = blocks[block].clone();
            }
            apply(piece, state);
        }
        write(state, image);
        return new State(cut, how, kept.size(), later.size());
    }

    private List<Piece> pieces(int from, int to) {
        List<Piece> pieces = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            Entry entry = log.entry(i);
            if (entry.kind() == Kind.WRITE) {
                for (int at = 0; at < entry.length(); ) {
                    int length = (int) Math.min(entry.length() - at, BLOCK - (entry.offset() + at) % BLOCK);
                    pieces.add(new Piece(entry, at, length));
                    at += length;
                }
            }
        }
        return pieces;
    }

    private List<Piece> chosen(List<Piece> later, String how) {
        List<Piece> kept = new ArrayList<>(later);
        switch (how) {
            case "all" -> {}
            case "none" -> kept.clear();
            case "the first" ->
                kept.subList(random.nextInt(kept.size() + 1), kept.size()).clear();
            default -> {
                double share = random.nextDouble();
                kept.removeIf(piece -> random.nextDouble() > share);
                if (how.equals("torn") && !kept.isEmpty()) {
                    Piece last = kept.remove(kept.size() - 1);
                    int sectors = random.nextInt(Math.max(1, last.length / SECTOR));
                    kept.add(new Piece(last.entry, last.from, sectors * SECTOR));
                }
            }
        }
        return kept;
    }

    private void apply(Piece piece, byte[][] to) {
        long offset = piece.entry.offset() + piece.from;
        for (int done = 0; done < piece.length; ) {
            int block = (int) ((offset + done) / BLOCK);
            int in = (int) ((offset + done) % BLOCK);
            int length = Math.min(piece.length - done, BLOCK - in);
            if (to[block] == null) {
                to[block] = new byte[BLOCK];
            }
            log.copy(piece.entry, piece.from + done, to[block], in, length);
            done += length;
        }
    }

    private static void write(byte[][] state, Path image) throws IOException {
        Files.deleteIfExists(image);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // Makes it as long as the disk, the rest being a hole.
            channel.write(ByteBuffer.allocate(1), (long) state.length * BLOCK - 1);
            ByteBuffer run = ByteBuffer.allocateDirect(BUFFER);
            for (int i = 0; i < state.length; i++) {
                if (state[i] != null) {
                    run.put(state[i]);
                }
                boolean ends = i + 1 == state.length || state[i + 1] == null || !run.hasRemaining();
                if (run.position() > 0 && ends) {
                    long start = (i + 1L) * BLOCK - run.position();
                    run.flip();
                    while (run.hasRemaining()) {
                        channel.write(run, start + run.position());
                    }
                    run.clear();
                }
            }
        }
    }
}
