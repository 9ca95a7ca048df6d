package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayLog;
import io.remotelog.storage.filelog.PlantedBug;
import io.remotelog.storage.filelog.PlantedStores;
import io.remotelog.storage.filelog.deep.Damages.Damage;
import io.remotelog.storage.filelog.deep.SmallStore.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each byte of a small store is changed, and each file is cut at each length, or is gone: that is noticed, or does no harm. */
@Tag("deep")
@Timeout(3600)
class DamageIT {
    /** The small sizes make it quick. */
    private static final DamageCheck.Opener REAL = root -> PlantedStores.open("planted:" + root + "?sizes=tiny");

    /** In the short form, of bytes among zeros, and of those that are in the journal, one in so many. */
    private static final int SHORT_STRIDE = 67;

    private static final String COMMIT = "commit";
    private static final int MANY_ZEROS = 32;
    private static final int BLOCK = 4096;
    private static final int BLOCK_HEADER = 64;

    private final Undo undo = new Undo();
    private Path folder;

    @BeforeEach
    void prepare(@TempDir Path temporary) throws IOException {
        folder = Mounts.inMemory(undo, temporary.resolve("memory"), "256m");
    }

    @AfterEach
    void cleanUp() throws IOException {
        undo.close();
    }

    @Test
    void aFlippedByteIsNoticedOrHarmless() throws IOException {
        for (SmallStore store : stores()) {
            List<Place> places = places(store, stride(store));
            tryOut("flipped byte", store, places.size(), number -> flipped(store, places.get(number), 0xFF));
            if (!Scale.isShort()) {
                List<Place> fewer = places(store, SHORT_STRIDE);
                tryOut("flipped bit", store, fewer.size(), number -> flipped(store, fewer.get(number), bit(number)));
            }
        }
    }

    @Test
    void aCutFileIsRecoveredOrNoticed() throws IOException {
        for (SmallStore store : stores()) {
            List<Place> places = places(store, stride(store));
            for (String file : store.files().keySet()) {
                places.add(new Place(file, -1));
            }
            tryOut("cut file", store, places.size(), number -> cut(store, places.get(number)));
        }
    }

    /** Each single byte is tried in the store that has the most to lose. */
    private static int stride(SmallStore store) {
        return Scale.isShort() || !store.name().equals(COMMIT + ", " + End.KILLED) ? SHORT_STRIDE : 1;
    }

    private void tryOut(String what, SmallStore store, int number, Damages.Cases cases) throws IOException {
        Damages damages = new Damages(store, REAL, DayLog::cursor);
        damages.run(folder, number, cases);
        Scale.tell("%s: store of fsync=%s: %d cases: %s", what, store.name(), number, damages);
    }

    @Test
    void withoutChecksumsAFlippedByteIsCaught() throws IOException {
        SmallStore store = SmallStore.make(folder.resolve("store"), COMMIT, End.CLOSED);
        List<Place> places = places(store, SHORT_STRIDE);
        Damages damages = new Damages(store, REAL, DayLog::unverifiedCursor);
        assertThatThrownBy(() -> damages.run(folder, places.size(), number -> flipped(store, places.get(number), 0xFF)))
                .hasMessageContaining("a wrong record")
                .satisfies(e -> Scale.tell("planted bug, no checksums: caught by a flipped byte: %s", first(e)));
    }

    @Test
    void withoutCheckpointAndReportsACutFileIsCaught() throws IOException {
        SmallStore store = SmallStore.make(folder.resolve("store"), COMMIT, End.CLOSED);
        List<Place> places = places(store, SHORT_STRIDE);
        DamageCheck.Opener silent = root ->
                new SilentStore(PlantedStores.open("planted:" + root + "?bug=" + PlantedBug.CHECKPOINT_IGNORED));
        Damages damages = new Damages(store, silent, DayLog::cursor);
        assertThatThrownBy(() -> damages.run(folder, places.size(), number -> cut(store, places.get(number))))
                .hasMessageContaining("nothing told")
                .satisfies(e -> Scale.tell(
                        "planted bug %s, silently: caught by a cut file: %s", PlantedBug.CHECKPOINT_IGNORED, first(e)));
    }

    private record Place(String file, int at) {}

    /** In the short form, those that differ most. */
    private List<SmallStore> stores() throws IOException {
        List<SmallStore> stores = new ArrayList<>();
        for (End end : End.values()) {
            for (String fsync : List.of(COMMIT, "interval=10m", "never")) {
                boolean differs = end == End.KILLED ? fsync.equals(COMMIT) : fsync.equals("never");
                if (!Scale.isShort() || differs) {
                    stores.add(SmallStore.make(folder.resolve("store" + stores.size()), fsync, end));
                }
            }
        }
        return stores;
    }

    /** Each byte, or, with a stride over 1, those in the midst of zeros or of the journal only now and then. */
    private static List<Place> places(SmallStore store, int stride) {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : store.files().entrySet()) {
            byte[] bytes = file.getValue();
            int zeros = 0;
            for (int at = 0; at < bytes.length; at++) {
                zeros = bytes[at] == 0 ? zeros + 1 : 0;
                boolean seldom = zeros > MANY_ZEROS || (file.getKey().equals("journal") && at % BLOCK > BLOCK_HEADER);
                if (!seldom || at % stride == 0) {
                    places.add(new Place(file.getKey(), at));
                }
            }
        }
        assertThat(places).isNotEmpty();
        return places;
    }

    private static int bit(int number) {
        return 1 << number % Byte.SIZE;
    }

    private static Damage flipped(SmallStore store, Place place, int mask) {
        byte[] bytes = store.files().get(place.file).clone();
        bytes[place.at] ^= (byte) mask;
        return new Damage(place.file + " at " + place.at + " xor " + mask, place.file, bytes);
    }

    private static Damage cut(SmallStore store, Place place) {
        if (place.at < 0) {
            return new Damage(place.file + " gone", place.file, null);
        }
        byte[] bytes = Arrays.copyOf(store.files().get(place.file), place.at);
        return new Damage(place.file + " cut to " + place.at, place.file, bytes);
    }

    private static String first(Throwable e) {
        return e.getMessage().split("\n", -1)[1];
    }
}
