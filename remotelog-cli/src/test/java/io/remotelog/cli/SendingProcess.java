package io.remotelog.cli;

import io.remotelog.api.Position;
import io.remotelog.sdk.Receipt;
import io.remotelog.sdk.RemoteLog;
import io.remotelog.sdk.RemoteLogConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An application, in a process of its own: after the line {@code begin SEED PAUSE_MICROS} it sends one {@link SentRecord} after
 * the other, and after {@code end} it prints where those are that were acknowledged, {@code acked NUMBER DAY/ID}, then
 * {@code ended SENT}. Ends with its standard input.
 */
final class SendingProcess {
    /** A call to a master that is frozen, or gone, is given up early: the end is not to wait for it. */
    private static final Duration DEADLINE = Duration.ofSeconds(4);

    private static final int TYPE = 7;
    private static final String NO_MORE = "";

    private final BlockingQueue<String> commands = new LinkedBlockingQueue<>();
    private final RemoteLog log;

    private SendingProcess(RemoteLog log) {
        this.log = log;
    }

    public static void main(String[] arguments) throws Exception {
        RemoteLogConfig config = RemoteLogConfig.defaults(arguments[0]).withDeadline(DEADLINE);
        try (RemoteLog log = RemoteLog.connect(config)) {
            SendingProcess sending = new SendingProcess(log);
            Thread reader = new Thread(sending::readCommands, "reads-commands");
            reader.setDaemon(true);
            reader.start();
            System.out.println("ready");
            sending.run();
        }
    }

    private void readCommands() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
            }
        } catch (IOException e) {
            System.err.println("no more commands: " + e);
        }
        commands.add(NO_MORE);
    }

    private void run() throws InterruptedException {
        for (String command = commands.take(); !command.equals(NO_MORE); command = commands.take()) {
            String[] words = command.split(" ", 3);
            List<CompletableFuture<Receipt>> answers = send(Long.parseLong(words[1]), Long.parseLong(words[2]));
            StringBuilder report = new StringBuilder();
            for (int i = 0; i < answers.size(); i++) {
                Position at = acknowledged(answers.get(i));
                if (at != null) {
                    report.append("acked ").append(i).append(' ').append(at).append('\n');
                }
            }
            System.out.print(report);
            System.out.println("ended " + answers.size());
        }
    }

    /** Until the next command. */
    private List<CompletableFuture<Receipt>> send(long seed, long pauseMicros) throws InterruptedException {
        List<CompletableFuture<Receipt>> answers = new ArrayList<>();
        String end = null;
        while (end == null) {
            byte[] payload = new SentRecord(seed, answers.size()).payload();
            answers.add(log.sendAsync(TYPE, ByteBuffer.wrap(payload)));
            end = commands.poll(pauseMicros, TimeUnit.MICROSECONDS);
        }
        return answers;
    }

    /** Where the record is; null if it was not acknowledged, whatever became of it. */
    private static Position acknowledged(CompletableFuture<Receipt> answer) {
        return answer.handle((receipt, failure) -> receipt).join() == null
                ? null
                : answer.join().position().orElseThrow();
    }
}
