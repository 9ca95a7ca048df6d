package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStores;
import io.remotelog.api.LogWriter;
import io.remotelog.api.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another process that holds a store's writer, and does as it is told: a line in, a line out. */
final class ChildJvm implements AutoCloseable {
    static final LocalDate DAY = LocalDate.of(2026, 2, 27);

    private final Process process;
    private final PrintStream toChild;
    private final BufferedReader fromChild;

    private ChildJvm(List<String> flags, Path root) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ChildJvm.class.getName(), root.toString()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        toChild = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        fromChild = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a JVM with the flags of this one. */
    static ChildJvm start(Path root) throws IOException {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX:+Ignore"))
                .toList();
        return new ChildJvm(flags, root);
    }

    static ChildJvm startWithoutFlags(Path root) throws IOException {
        return new ChildJvm(List.of(), root);
    }

    long pid() {
        return process.pid();
    }

    /** Has the child do something, and gives its answer. */
    String tell(String order) throws IOException {
        toChild.println(order);
        return fromChild.readLine();
    }

    void kill() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        // Ends its input, and so the child.
        toChild.close();
        try {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Is the child. */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        orders.readLine();
        try (LogStore store = LogStores.open("filelog:" + args[0]);
                LogWriter writer = store.writer(ZoneOffset.UTC)) {
            writer.open(DAY);
            out.println("ready");
            int next = 0;
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                if (order.equals("finish")) {
                    writer.finish(DAY);
                } else if (order.equals("append")) {
                    Sample.numbered(next++).appendTo(writer);
                } else if (order.startsWith("commits ")) {
                    for (int left = Integer.parseInt(order.substring(8)); left > 0; left--) {
                        // Of 1 to 400 records.
                        for (int end = next + 1 + left * 37 % 400; next < end; next++) {
                            Sample.numbered(next).appendTo(writer);
                        }
                        writer.commit();
                    }
                } else {
                    Sample.numbered(next++).appendTo(writer);
                    writer.commit();
                }
                out.println(System.nanoTime());
            }
        } catch (IOException e) {
            out.println(e.getMessage());
        }
    }
}
