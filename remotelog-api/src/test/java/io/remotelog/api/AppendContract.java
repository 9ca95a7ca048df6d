package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the contract about appends and commits. */
interface AppendContract extends StoreUnderTest {

    @Test
    default void committedRecordsReadBackAsAppended() throws IOException {
        try (LogStore store = storeWith(300)) {
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 300));
        }
    }

    @Test
    default void commitTellsTheIdsInTheOrderOfTheAppends() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 3);
            CommittedIds first = writer.commit();
            assertThat(first.day()).isEqualTo(DAY);
            assertThat(first.size()).isEqualTo(3);
            assertThat(List.of(first.id(0), first.id(1), first.id(2))).doesNotHaveDuplicates();
            assertThatThrownBy(() -> first.id(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> first.id(-1)).isInstanceOf(IndexOutOfBoundsException.class);

            StoreUnderTest.appendNumbered(writer, 3, 5);
            CommittedIds second = writer.commit();
            assertThat(second.size()).isEqualTo(2);
            for (int i = 0; i < 5; i++) {
                long id = i < 3 ? first.id(i) : second.id(i - 3);
                try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(id)) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.id()).isEqualTo(id);
                    assertThat(Sample.at(cursor)).isEqualTo(Sample.numbered(i));
                }
            }
        }
    }

    @Test
    default void commitWithNothingAppendedGivesNoIds() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            CommittedIds ids = writer.commit();
            assertThat(ids.day()).isEqualTo(DAY);
            assertThat(ids.size()).isZero();
            assertThat(store.find(DAY).orElseThrow().count()).isZero();
        }
    }

    @Test
    default void appendedRecordsAreNotSeenBeforeTheirCommit() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 10);
            for (LogStore reader : List.of(store, other)) {
                DayLog day = reader.find(DAY).orElseThrow();
                assertThat(day.count()).isZero();
                try (RecordCursor cursor = day.cursor(0)) {
                    assertThat(cursor.next()).isFalse();
                }
            }
        }
    }

    @Test
    default void manyAppendsBeforeACommitAreNotSeenBeforeIt() throws IOException {
        ByteBuffer payload = ByteBuffer.allocate(100_000);
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int i = 0; i < 100; i++) {
                writer.append(i, (short) 1, payload.putInt(0, i));
                assertThat(store.find(DAY).orElseThrow().count()).isZero();
            }
            assertThat(writer.commit().size()).isEqualTo(100);
            try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(Sample.at(cursor)).isEqualTo(new Sample(i, (short) 1, payload.putInt(0, i)));
                }
                assertThat(cursor.next()).isFalse();
            }
        }
    }

    @Test
    default void committedRecordsAreSeenByEveryStoreOfTheSamePlace() throws IOException {
        try (LogStore store = openStore();
                LogStore other = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            StoreUnderTest.appendNumbered(writer, 0, 10);
            writer.commit();
            assertThat(store.find(DAY).orElseThrow().count()).isEqualTo(10);
            assertThat(other.find(DAY).orElseThrow().count()).isEqualTo(10);
            assertThat(Sample.all(other, DAY)).isEqualTo(StoreUnderTest.numbered(0, 10));
        }
    }

    @Test
    default void aPayloadMayBeEmpty() throws IOException {
        readsBack(List.of(Sample.of(1, 1, ""), Sample.of(2, 2, "between"), Sample.of(3, 3, "")));
    }

    @Test
    default void aPayloadMayLookLikeAnything() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            byte[] payload = new byte[i];
            Arrays.fill(payload, (byte) i);
            samples.add(new Sample(i, (short) i, ByteBuffer.wrap(payload)));
        }
        readsBack(samples);
    }

    @Test
    default void aPayloadMayBeAMebibyteAndMore() throws IOException {
        byte[] large = new byte[1_048_576];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31 + 7);
        }
        readsBack(List.of(
                Sample.of(1, 1, "before"),
                new Sample(2, (short) 2, ByteBuffer.wrap(large)),
                new Sample(3, (short) 3, ByteBuffer.allocate(9_000_000)),
                Sample.of(4, 4, "after")));
    }

    @Test
    default void everyTypeIsKept() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (int type = Short.MIN_VALUE; type <= Short.MAX_VALUE; type++) {
                writer.append(0, (short) type, ByteBuffer.allocate(0));
            }
            writer.commit();
            try (RecordCursor cursor = store.find(DAY).orElseThrow().cursor(0)) {
                for (int type = Short.MIN_VALUE; type <= Short.MAX_VALUE; type++) {
                    assertThat(cursor.next()).isTrue();
                    assertThat(cursor.type()).isEqualTo((short) type);
                }
            }
        }
    }

    @Test
    default void everyTimeIsKept() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (int time : new int[] {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1_772_236_800}) {
            samples.add(Sample.of(time, 1, "at " + time));
        }
        readsBack(samples);
    }

    @Test
    default void aPayloadIsTakenFromItsPositionToItsLimitAndLeftAsItWas() throws IOException {
        byte[] bytes = "..payload..".getBytes(StandardCharsets.UTF_8);
        ByteBuffer heap = ByteBuffer.wrap(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length);
        direct.put(bytes);
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            for (ByteBuffer form : List.of(heap, direct, heap.asReadOnlyBuffer(), direct.asReadOnlyBuffer())) {
                ByteBuffer payload = form.order(ByteOrder.LITTLE_ENDIAN);
                payload.limit(9).position(2);
                writer.append(1, (short) 1, payload);
                assertThat(payload.position()).isEqualTo(2);
                assertThat(payload.limit()).isEqualTo(9);
                assertThat(payload.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
            }
            writer.commit();
            assertThat(Sample.all(store, DAY)).hasSize(4).containsOnly(Sample.of(1, 1, "payload"));
        }
    }

    @Test
    default void aPayloadMayBeChangedOnceItIsAppended() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            writer.open(DAY);
            ByteBuffer reused = ByteBuffer.allocate(1);
            for (byte i = 0; i < 3; i++) {
                writer.append(1, (short) 1, reused.put(0, i));
            }
            reused.put(0, (byte) 99);
            writer.commit();
            assertThat(Sample.all(store, DAY))
                    .extracting(sample -> sample.payload().get(0))
                    .containsExactly((byte) 0, (byte) 1, (byte) 2);
        }
    }

    @Test
    default void appendAndCommitNeedAnOpenDay() throws IOException {
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            assertThatThrownBy(() -> Sample.numbered(0).appendTo(writer)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(writer::commit).isInstanceOf(IllegalStateException.class);
            assertThat(store.days()).isEmpty();
        }
    }

    @Test
    default void closingTheWriterCommits() throws IOException {
        try (LogStore store = openStore()) {
            try (LogWriter writer = store.writer(ZONE)) {
                writer.open(DAY);
                StoreUnderTest.appendNumbered(writer, 0, 7);
            }
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 7));
        }
    }

    @Test
    default void reopeningKeepsTheRecordsAndGoesOnWithTheNextId() throws IOException {
        storeWith(5).close();
        try (LogStore store = openStore();
                LogWriter writer = store.writer(ZONE)) {
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 5));
            RecoveryReport report = writer.open(DAY);
            assertThat(report.day()).isEqualTo(DAY);
            assertThat(report.count()).isEqualTo(5);
            assertThat(report.isClean()).isTrue();
            StoreUnderTest.appendNumbered(writer, 5, 8);
            writer.commit();
            assertThat(Sample.all(store, DAY)).isEqualTo(StoreUnderTest.numbered(0, 8));
        }
    }

    private void readsBack(List<Sample> samples) throws IOException {
        try (LogStore store = openStore()) {
            try (LogWriter writer = store.writer(ZONE)) {
                writer.open(DAY);
                for (Sample sample : samples) {
                    sample.appendTo(writer);
                }
            }
            assertThat(Sample.all(store, DAY)).isEqualTo(samples);
        }
    }
}
