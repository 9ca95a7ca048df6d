package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.remotelog.api.Position;
import io.remotelog.cli.TwoNamespaces.Side;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A master and an application in one network, a replica in the other: three processes, two folders. */
final class MirroredPair implements Closeable {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int INDEX_ENTRY_BYTES = 12;

    private final TwoNamespaces namespaces;
    private final Path folder;
    private final int protocol;
    private final Map<Side, Program> programs = new EnumMap<>(Side.class);
    private final Acknowledged acknowledged = new Acknowledged();
    private Process application;
    private BufferedReader answers;

    MirroredPair(TwoNamespaces namespaces, Path folder, int protocol) {
        this.namespaces = namespaces;
        this.folder = folder;
        this.protocol = protocol;
    }

    void start() throws IOException {
        start(Side.MASTER);
        start(Side.REPLICA);
        programs.get(Side.REPLICA).awaitOut("replica ready");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        application = new ProcessBuilder(namespaces.inside(
                        Side.MASTER,
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SendingProcess.class.getName(),
                        Side.MASTER.address() + ":1235"))
                .redirectError(Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
        assertThat(answers.readLine()).isEqualTo("ready");
    }

    private void start(Side side) throws IOException {
        String launcher = Program.LAUNCHER.toString();
        String store = folder(side).toString();
        String master = Side.MASTER.address();
        List<String> command = side == Side.MASTER
                ? namespaces.inside(side, launcher, "master", "--store", store, "--host", master, "--insecure")
                : namespaces.inside(
                        side,
                        launcher,
                        "replica",
                        "--store",
                        store,
                        "--master",
                        master + ":2222",
                        "--protocol",
                        Integer.toString(protocol),
                        "--name",
                        "far");
        Program program =
                Program.startCommand(folder, Redirect.from(Path.of("/dev/null").toFile()), command);
        programs.put(side, program);
        if (side == Side.MASTER) {
            program.awaitOut("master ready");
        } else {
            program.awaitErr("fsync=commit");
        }
    }

    /** Kills one, and starts it again; a master serves then, a replica has opened its store and dials. */
    void killAndStart(Side side) throws IOException {
        programs.get(side).close();
        start(side);
    }

    /** Has one stand still, or go on; by a shell, since not every machine has a program for it. */
    void signal(Side side, String signal) throws IOException {
        namespaces.in(
                side, "sh", "-c", "kill -" + signal + " " + programs.get(side).pid());
    }

    Path folder(Side side) {
        return folder.resolve(side.toString());
    }

    boolean areAlive() {
        return application.isAlive() && programs.values().stream().allMatch(Program::isAlive);
    }

    /** From now on the application sends. */
    void beginSending(long seed, long pauseMicros) throws IOException {
        tell("begin " + seed + " " + pauseMicros);
    }

    /** Ends the sending, takes note of what was acknowledged, and tells how many were sent. */
    int endSending(long seed) throws IOException {
        tell("end");
        for (String line = answers.readLine(); line != null; line = answers.readLine()) {
            String[] words = line.split(" ", 3);
            if (words[0].equals("ended")) {
                return Integer.parseInt(words[1]);
            }
            acknowledged.add(Position.parse(words[2]), new SentRecord(seed, Integer.parseInt(words[1])));
        }
        throw new AssertionError("the application has ended");
    }

    private void tell(String command) throws IOException {
        application.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        application.getOutputStream().flush();
    }

    Acknowledged acknowledged() {
        return acknowledged;
    }

    /** Over all days, since a test may run at midnight. */
    long records(Side side) throws IOException {
        long records = 0;
        for (Path file : LogFiles.of(folder(side)).names()) {
            if (file.endsWith("index")) {
                records += Files.size(folder(side).resolve(file)) / INDEX_ENTRY_BYTES;
            }
        }
        return records;
    }

    void awaitNewRecordOn(Side side) throws IOException {
        long before = records(side);
        await().atMost(BOUND).pollInterval(Duration.ofMillis(10)).until(() -> records(side) > before);
    }

    List<String> differences() throws IOException {
        return LogFiles.of(folder(Side.MASTER)).differences(LogFiles.of(folder(Side.REPLICA)));
    }

    /** What both logged, and how their connections are. */
    String circumstances() {
        StringBuilder told = new StringBuilder();
        for (Side side : Side.values()) {
            told.append(side).append("'s log:\n").append(programs.get(side).err());
            try {
                told.append("at ").append(records(side)).append(" records, connections:\n");
                told.append(namespaces.in(side, "ss", "-tnoi"));
            } catch (IOException e) {
                told.append(e);
            }
        }
        return told.toString();
    }

    @Override
    public void close() throws IOException {
        try {
            for (Program program : programs.values()) {
                program.close();
            }
        } finally {
            if (application != null) {
                application.destroyForcibly();
                try {
                    application.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
