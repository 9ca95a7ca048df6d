package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The part of the contract about reading. */
interface CursorContract extends StoreUnderTest {

    @Test
    default void aCursorBeginsAtTheIdItIsGiven() throws IOException {
        try (LogStore store = storeWith(10)) {
            for (int from = 0; from <= 10; from++) {
                try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(from)) {
                    for (int id = from; id < 10; id++) {
                        assertThat(cursor.next()).isTrue();
                        assertThat(cursor.id()).isEqualTo(id);
                        assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(id));
                    }
                    assertThat(cursor.next()).isFalse();
                }
            }
        }
    }

    @Test
    default void anIdOutOfRangeIsRefused() throws IOException {
        try (LogStore store = storeWith(3)) {
            DayLog day = store.find(DAY).orElseThrow();
            for (long id : new long[] {-1, 4, Long.MIN_VALUE, Long.MAX_VALUE}) {
                assertThatThrownBy(() -> day.cursor(id)).isInstanceOf(IllegalArgumentException.class);
                try (RecordCursor cursor = day.cursor(1)) {
                    assertThatThrownBy(() -> cursor.seek(id)).isInstanceOf(IllegalArgumentException.class);
                }
            }
        }
    }

    @Test
    default void seekGoesBeforeARecordInEitherDirection() throws IOException {
        try (LogStore store = storeWith(100);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            for (int id : new int[] {99, 0, 50, 50, 51, 3}) {
                cursor.seek(id);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.id()).isEqualTo(id);
                assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(id));
            }
            cursor.seek(100);
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    default void thereIsNoRecordBeforeNextNorAfterSeek() throws IOException {
        try (LogStore store = storeWith(3);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            requireNoRecord(cursor);
            assertThat(cursor.next()).isTrue();
            cursor.seek(1);
            requireNoRecord(cursor);
        }
    }

    @Test
    default void atTheEndTheAccessorsStillTellOfTheLastRecord() throws IOException {
        try (LogStore store = storeWith(3);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(2)) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.id()).isEqualTo(2);
            assertThat(cursor.epochSeconds()).isEqualTo(Sample.numbered(2).epochSeconds());
            assertThat(cursor.type()).isEqualTo(Sample.numbered(2).type());
        }
    }

    @Test
    default void aPayloadIsReadOnly() throws IOException {
        try (LogStore store = storeWith(1);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            ByteBuffer payload = cursor.payload();
            assertThat(payload.isReadOnly()).isTrue();
            assertThatThrownBy(() -> payload.put(payload.position(), (byte) 1))
                    .isInstanceOf(ReadOnlyBufferException.class);
        }
    }

    @Test
    default void aPayloadThatWasReadIsWholeAgainWhenAskedForAgain() throws IOException {
        try (LogStore store = storeWith(1);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            Sample first = Sample.at(cursor);
            assertThat(Sample.at(cursor)).isEqualTo(first).isEqualTo(Sample.numbered(0));
        }
    }

    @Test
    default void offsetsGrowOrAreAllMinusOne() throws IOException {
        try (LogStore store = storeWith(10);
                RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            List<Long> offsets = new ArrayList<>();
            while (cursor.next()) {
                offsets.add(cursor.offset());
            }
            assertThat(offsets).hasSize(10);
            if (offsets.get(0) == -1) {
                assertThat(offsets).containsOnly(-1L);
            } else {
                assertThat(offsets).isSorted().doesNotHaveDuplicates().allMatch(offset -> offset >= 0);
            }
        }
    }

    @Test
    default void aCursorAtTheEndFindsWhatIsCommittedLater() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            try (RecordCursor near = store.find(DAY).orElseThrow().cursor(0);
                    RecordCursor far = other.find(DAY).orElseThrow().cursor(0)) {
                for (int i = 0; i < 50; i++) {
                    Sample.numbered(i).appendTo(writer);
                    assertThat(near.next()).isFalse();
                    assertThat(far.next()).isFalse();
                    writer.commit();
                    for (RecordCursor cursor : List.of(near, far)) {
                        assertThat(cursor.next()).isTrue();
                        assertThat(cursor.id()).isEqualTo(i);
                        assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(i));
                    }
                }
                writer.finish(DAY);
                assertThat(near.next()).isFalse();
                assertThat(far.next()).isFalse();
            }
        }
    }

    @Test
    default void cursorsOfADayDoNotDisturbEachOther() throws IOException {
        try (LogStore store = storeWith(20)) {
            DayLog day = store.find(DAY).orElseThrow();
            try (RecordCursor ahead = day.cursor(10);
                    RecordCursor behind = day.cursor(0)) {
                for (int i = 0; i < 10; i++) {
                    assertThat(behind.next()).isTrue();
                    assertThat(ahead.next()).isTrue();
                    assertThat(Sample.at(behind)).isEqualTo(Sample.numbered(i));
                    assertThat(Sample.at(ahead)).isEqualTo(Sample.numbered(10 + i));
                }
                assertThat(Sample.rest(behind)).isEqualTo(StoreUnderTest.numbered(10, 20));
            }
        }
    }

    @Test
    default void aClosedCursorRefusesAndClosingTwiceDoesNothing() throws IOException {
        try (LogStore store = storeWith(2)) {
            RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0);
            assertThat(cursor.next()).isTrue();
            cursor.close();
            cursor.close();
            assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> cursor.seek(0)).isInstanceOf(IllegalStateException.class);
            requireNoRecord(cursor);
        }
    }

    @Test
    default void anOpenCursorStaysUsableWhenTheStoreIsClosed() throws IOException {
        LogStore store = storeWith(20);
        try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
            assertThat(cursor.next()).isTrue();
            store.close();
            assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(0));
            assertThat(Sample.rest(cursor)).isEqualTo(StoreUnderTest.numbered(1, 20));
            cursor.seek(5);
            assertThat(Sample.rest(cursor)).isEqualTo(StoreUnderTest.numbered(5, 20));
        }
    }

    @Test
    default void anOpenCursorStaysReadableWhenItsDayIsDeleted() throws IOException {
        try (LogStore store = storeWith(20);
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE);
                RecordCursor begun = store.find(DAY).orElseThrow().cursor(0);
                RecordCursor fresh = store.find(DAY).orElseThrow().cursor(7);
                RecordCursor elsewhere = other.find(DAY).orElseThrow().cursor(3)) {
            assertThat(begun.next()).isTrue();
            writer.delete(DAY);
            assertThat(Sample.at(begun)).isEqualTo(Sample.numbered(0));
            assertThat(Sample.rest(begun)).isEqualTo(StoreUnderTest.numbered(1, 20));
            assertThat(Sample.rest(fresh)).isEqualTo(StoreUnderTest.numbered(7, 20));
            assertThat(Sample.rest(elsewhere)).isEqualTo(StoreUnderTest.numbered(3, 20));
            begun.seek(0);
            assertThat(Sample.rest(begun)).isEqualTo(StoreUnderTest.numbered(0, 20));
        }
    }

    @Test
    default void threadsThatReadDuringAppendsSeeWholeRecordsInOrder() throws Exception {
        int records = 20_000;
        ExecutorService readers = Executors.newFixedThreadPool(3);
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            List<Future<Integer>> reads = new ArrayList<>();
            for (LogStore reader : List.of(store, store, other)) {
                DayLog day = reader.find(DAY).orElseThrow();
                reads.add(readers.submit(readUntilFinished(day)));
            }
            for (int i = 0; i < records; i++) {
                Sample.numbered(i).appendTo(writer);
                if (i % 7 == 0) {
                    writer.commit();
                }
            }
            writer.finish(DAY);
            for (Future<Integer> read : reads) {
                assertThat(read.get(MAX_WAIT_SECONDS, TimeUnit.SECONDS)).isEqualTo(records);
            }
        } finally {
            readers.shutdownNow();
        }
    }

    private static Callable<Integer> readUntilFinished(DayLog day) {
        return () -> {
            int read = 0;
            long countBefore = 0;
            try (RecordCursor cursor = day.cursor(0)) {
                while (true) {
                    boolean finished = day.isFinished();
                    long count = day.count();
                    assertThat(count).isGreaterThanOrEqualTo(countBefore);
                    countBefore = count;
                    while (cursor.next()) {
                        assertThat(cursor.id()).isEqualTo(read);
                        assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(read));
                        read++;
                    }
                    assertThat((long) read).isGreaterThanOrEqualTo(count);
                    if (finished) {
                        assertThat((long) read).isEqualTo(count);
                        return read;
                    }
                }
            }
        };
    }

    private static void requireNoRecord(RecordCursor cursor) {
        assertThatThrownBy(cursor::id).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::offset).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::epochSeconds).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::type).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::payload).isInstanceOf(IllegalStateException.class);
    }
}
