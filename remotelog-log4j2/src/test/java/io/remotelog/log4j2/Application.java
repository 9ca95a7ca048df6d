package io.remotelog.log4j2;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** An application in a process of its own, with Log4j as it is there: logs each line of its input, and ends with it. */
final class Application implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;

    private Application(String file, int port) throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-Dlog4j2.configurationFile=" + file,
                        "-Dmaster=127.0.0.1:" + port,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        output = process.inputReader(UTF_8);
    }

    static Application start(String file, int port) throws IOException {
        return new Application(file, port);
    }

    void log(String... lines) throws IOException {
        for (String line : lines) {
            process.outputWriter(UTF_8).write(line + "\n");
        }
        process.outputWriter(UTF_8).flush();
    }

    /** Reads what it prints, up to a line that begins so. */
    List<String> outputUntil(String begin) throws IOException {
        List<String> lines = new ArrayList<>();
        String line = output.readLine();
        while (line != null) {
            lines.add(line);
            if (line.startsWith(begin)) {
                return lines;
            }
            line = output.readLine();
        }
        throw new AssertionError("no '" + begin + "' among " + lines);
    }

    /** Ends it, and gives what it had still to print. */
    List<String> end() throws IOException, InterruptedException {
        process.outputWriter(UTF_8).close();
        List<String> rest = output.lines().toList();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("the application did not end well");
        }
        return rest;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Is the application. */
    public static void main(String[] args) throws IOException {
        forwardTheLogOfTheJdk();
        Logger logger = LogManager.getLogger("app");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            logger.info(line);
        }
    }

    /** As log4j-jul does: gRPC and the SDK log there. */
    private static void forwardTheLogOfTheJdk() {
        java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.ALL);
        root.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                LogManager.getLogger(record.getLoggerName()).info(record.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }
}
