package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.remotelog.api.Position;
import io.remotelog.sdk.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many lines are under way, in what order, and what is told when one fails. */
class LineSenderTest {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final int MAX_LINE_BYTES = 4 << 20;

    @TempDir
    private Path folder;

    private final Master master = new Master();
    private boolean keepsOrder;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        thread.shutdownNow();
    }

    @Test
    void linesOfAllFilesAreSentInOrder() throws Exception {
        master.answersAtOnce = true;
        SendSummary summary = send(file("a", "1\n2\n"), file("b", ""), file("c", "\n3"));
        assertThat(master.lines()).containsExactly("1", "2", "", "3");
        assertThat(summary).hasToString("4 records, first 2026-11-22/0, last 2026-11-22/3");
    }

    @Test
    void withoutALineThereIsNoPosition() throws Exception {
        assertThat(send(file("a", ""))).hasToString("0 records");
    }

    @Test
    void manyAreUnderWayOnceTheFirstReceiptHasAPosition() throws Exception {
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n2\n3\n4\n"));
        awaitUnderWay(1);
        master.answer(0);
        awaitUnderWay(4);
        IntStream.of(3, 1, 2).forEach(master::answer);
        assertThat(sending.get()).hasToString("4 records, first 2026-11-22/0, last 2026-11-22/3");
    }

    @Test
    void manyAreUnderWayFromTheFirstWhereTheirOrderIsKept() throws Exception {
        keepsOrder = true;
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n" + "2".repeat(100_000) + "\n3\n"));
        awaitUnderWay(3);
        IntStream.of(2, 0, 1).forEach(master::answer);
        assertThat(sending.get().records()).isEqualTo(3);
    }

    @Test
    void nothingIsSentBehindALineThatMayBeTooLong() throws Exception {
        keepsOrder = true;
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n" + "2".repeat(300_000) + "\n3\n"));
        awaitUnderWay(2);
        IntStream.of(0, 1).forEach(master::answer);
        awaitUnderWay(3);
        master.answer(2);
        assertThat(sending.get().records()).isEqualTo(3);
    }

    @Test
    void oneIsUnderWayWhileReceiptsHaveNoPosition() throws Exception {
        master.tellsPositions = false;
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n2\n3\n"));
        for (int i = 0; i < 3; i++) {
            awaitUnderWay(i + 1);
            assertThat(sending.isDone()).isFalse();
            master.answer(i);
        }
        assertThat(sending.get()).hasToString("3 records");
    }

    @Test
    void nothingIsSentWhileARecordOfSeveralFramesIsUnderWay() throws Exception {
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n" + "x".repeat(16_384) + "\n3\n4\n"));
        awaitUnderWay(1);
        master.answer(0);
        awaitUnderWay(2);
        master.answer(1);
        awaitUnderWay(4);
        master.answer(2);
        master.answer(3);
        assertThat(sending.get().records()).isEqualTo(4);
    }

    @Test
    void bytesWithoutAnAnswerAreBounded() throws Exception {
        int lineBytes = 16_000;
        int lines = 1000;
        Future<SendSummary> sending = sendMeanwhile(file("a", ("x".repeat(lineBytes) + "\n").repeat(lines)));
        awaitUnderWay(1);
        master.answer(0);
        int fit = LineSender.MAX_UNANSWERED_BYTES / lineBytes;
        awaitUnderWay(1 + fit);
        for (int i = 1; i < lines; i++) {
            master.answer(i);
            awaitUnderWay(Math.min(lines, i + 1 + fit));
        }
        assertThat(sending.get().records()).isEqualTo(lines);
    }

    @Test
    void recordsWithoutAnAnswerAreBoundedEvenIfTheyAreEmpty() throws Exception {
        int lines = 10_000;
        Future<SendSummary> sending = sendMeanwhile(file("a", "\n".repeat(lines)));
        awaitUnderWay(1);
        master.answer(0);
        // Below the SDK's bound of 10,000, where sending would wait.
        awaitUnderWay(1 + 8192);
        AtomicInteger answered = new AtomicInteger(1);
        await().atMost(BOUND).until(() -> {
            while (answered.get() < master.calls.size()) {
                master.answer(answered.getAndIncrement());
            }
            return answered.get() == lines;
        });
        assertThat(sending.get().records()).isEqualTo(lines);
    }

    @Test
    void aRefusedLineStopsAndIsNamed() throws Exception {
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n2\n3\n4\n"));
        awaitUnderWay(1);
        master.answer(0);
        awaitUnderWay(4);
        master.fail(1, Status.INVALID_ARGUMENT);
        master.answer(2);
        master.fail(3, Status.INTERNAL);
        assertThatThrownBy(sending::get)
                .cause()
                .isInstanceOf(CommandFailedException.class)
                .hasMessageMatching(
                        "stopped at .*/a:2, which is not in the log: .*INVALID_ARGUMENT. Acknowledged before it: 1"
                                + " records, first 2026-11-22/0, last 2026-11-22/0; of 2 lines sent after it 1 were acknowledged");
    }

    @Test
    void aLineThatStillWaitsIsNotWaitedForAfterAFailure() throws Exception {
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n2\n3\n"));
        awaitUnderWay(1);
        master.answer(0);
        awaitUnderWay(3);
        master.fail(1, Status.INVALID_ARGUMENT);
        assertThatThrownBy(() -> sending.get(BOUND.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("of 1 lines sent after it 0 were acknowledged");
    }

    @Test
    void aLineWithoutAnAnswerIsSaidToBeUnknown() throws Exception {
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n"));
        awaitUnderWay(1);
        master.fail(0, Status.INTERNAL);
        assertThatThrownBy(sending::get)
                .hasMessageMatching(".*/a:1, which may be in the log or not: .*INTERNAL.*\\."
                        + " Acknowledged before it: 0 records");
    }

    @Test
    void noFurtherLineIsSentAfterAFailure() throws Exception {
        master.tellsPositions = false;
        Future<SendSummary> sending = sendMeanwhile(file("a", "1\n2\n"));
        awaitUnderWay(1);
        master.fail(0, Status.INVALID_ARGUMENT);
        assertThatThrownBy(sending::get).hasMessageContaining("/a:1,");
        assertThat(master.lines()).containsExactly("1");
    }

    @Test
    void aLineThatIsTooLongIsNamedAfterTheOnesBeforeWereSent() {
        master.answersAtOnce = true;
        assertThatThrownBy(() -> send(file("a", "1\n2\n" + "x".repeat(MAX_LINE_BYTES + 1) + "\n4\n")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageMatching("stopped at .*/a:3, which is not in the log: the line is longer than a record may"
                        + " be, want at most 4194304 bytes. Acknowledged before it: 2 records, .*");
        assertThat(master.lines()).containsExactly("1", "2");
    }

    private void awaitUnderWay(int lines) {
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(1))
                .untilAsserted(() -> assertThat(master.calls).hasSize(lines));
    }

    private Future<SendSummary> sendMeanwhile(Path... files) {
        return thread.submit(() -> send(files));
    }

    private SendSummary send(Path... files) throws Exception {
        List<String> names = List.of(files).stream().map(Path::toString).toList();
        return new LineSender(
                        master::send, () -> keepsOrder, new LineSource(names, MAX_LINE_BYTES), SendProgress.begin(-1))
                .run();
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** Answers as a test has it. */
    private static final class Master {
        private final List<byte[]> payloads = new CopyOnWriteArrayList<>();
        private final List<CompletableFuture<Receipt>> calls = new CopyOnWriteArrayList<>();
        private boolean answersAtOnce;
        private boolean tellsPositions = true;

        CompletableFuture<Receipt> send(byte[] line) {
            CompletableFuture<Receipt> call = new CompletableFuture<>();
            payloads.add(line);
            calls.add(call);
            if (answersAtOnce) {
                answer(calls.size() - 1);
            }
            return call;
        }

        void answer(int line) {
            Position position = new Position(LocalDate.of(2026, 11, 22), line);
            calls.get(line).complete(new Receipt(Optional.of(position).filter(p -> tellsPositions)));
        }

        void fail(int line, Status status) throws IOException {
            calls.get(line).completeExceptionally(RealFailures.of(status));
        }

        List<String> lines() {
            return payloads.stream().map(payload -> new String(payload, UTF_8)).toList();
        }
    }
}
