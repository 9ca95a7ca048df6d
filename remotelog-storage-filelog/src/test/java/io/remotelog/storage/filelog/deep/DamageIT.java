package io.remotelog.storage.filelog.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.remotelog.api.DayLog;
import io.remotelog.api.LogStores;
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
    private static final DamageCheck.Opener REAL = root -> LogStores.open("filelog:" + root);

    /** In the short form, of the journal, which is mostly zeros, one byte in so many. */
    private static final int JOURNAL_STRIDE = 67;

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
            List<Place> places = places(store, Scale.of(JOURNAL_STRIDE, 1));
            Damages damages = new Damages(store, REAL, DayLog::cursor);
            damages.run(folder, places.size(), number -> flipped(store, places.get(number), 0xFF));
            Scale.tell("flipped byte: %s: %d cases: %s", store.name(), places.size(), damages);
            Damages ofBits = new Damages(store, REAL, DayLog::cursor);
            List<Place> fewer = places(store, Scale.of(10 * JOURNAL_STRIDE, JOURNAL_STRIDE));
            ofBits.run(folder, fewer.size(), number -> flipped(store, fewer.get(number), 1 << number % Byte.SIZE));
            Scale.tell("flipped bit: %s: %d cases: %s", store.name(), fewer.size(), ofBits);
        }
    }

    @Test
    void aCutFileIsRecoveredOrNoticed() throws IOException {
        for (SmallStore store : stores()) {
            List<Place> places = places(store, Scale.of(10 * JOURNAL_STRIDE, 1));
            for (String file : store.files().keySet()) {
                places.add(new Place(file, -1));
            }
            Damages damages = new Damages(store, REAL, DayLog::cursor);
            damages.run(folder, places.size(), number -> cut(store, places.get(number)));
            Scale.tell("cut file: %s: %d cases: %s", store.name(), places.size(), damages);
        }
    }

    @Test
    void withoutChecksumsAFlippedByteIsCaught() throws IOException {
        SmallStore store = SmallStore.make(folder.resolve("store"), "commit", End.CLOSED);
        List<Place> places = places(store, JOURNAL_STRIDE);
        Damages damages = new Damages(store, REAL, DayLog::unverifiedCursor);
        assertThatThrownBy(() -> damages.run(folder, places.size(), number -> flipped(store, places.get(number), 0xFF)))
                .hasMessageContaining("a wrong record")
                .satisfies(e -> Scale.tell("planted bug, no checksums: caught by a flipped byte: %s", first(e)));
    }

    @Test
    void withoutCheckpointAndReportsACutFileIsCaught() throws IOException {
        SmallStore store = SmallStore.make(folder.resolve("store"), "commit", End.CLOSED);
        List<Place> places = places(store, JOURNAL_STRIDE);
        DamageCheck.Opener silent = root ->
                new SilentStore(PlantedStores.open("planted:" + root + "?bug=" + PlantedBug.CHECKPOINT_IGNORED));
        Damages damages = new Damages(store, silent, DayLog::cursor);
        assertThatThrownBy(() -> damages.run(folder, places.size(), number -> cut(store, places.get(number))))
                .hasMessageContaining("nothing told")
                .satisfies(e -> Scale.tell(
                        "planted bug %s, silently: caught by a cut file: %s", PlantedBug.CHECKPOINT_IGNORED, first(e)));
    }

    private record Place(String file, int at) {}

    private List<SmallStore> stores() throws IOException {
        List<SmallStore> stores = new ArrayList<>();
        for (End end : End.values()) {
            for (String fsync : List.of("commit", "interval=10m", "never")) {
                stores.add(SmallStore.make(folder.resolve("store" + stores.size()), fsync, end));
            }
        }
        return stores;
    }

    /** Each byte, but of the journal only every so many, and those of its blocks' first bytes. */
    private static List<Place> places(SmallStore store, int journalStride) {
        List<Place> places = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : store.files().entrySet()) {
            boolean journal = file.getKey().equals("journal");
            for (int at = 0; at < file.getValue().length; at++) {
                if (!journal || at % journalStride == 0 || (at % 4096 < 64 && at < 32 * 1024)) {
                    places.add(new Place(file.getKey(), at));
                }
            }
        }
        assertThat(places).isNotEmpty();
        return places;
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
