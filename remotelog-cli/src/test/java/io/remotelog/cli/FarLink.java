package io.remotelog.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A link on which packets take a while, between the devices of two namespaces. It is a process, {@code farlink.c}, since the
 * kernels of small machines have no netem. Needs gcc and {@code /dev/net/tun}.
 */
final class FarLink implements AutoCloseable {
    private static final int BOUND_SECONDS = 20;

    private final Path program;
    private final Process process;

    private FarLink(Path program, Process process) {
        this.program = program;
        this.process = process;
    }

    /** Makes a device in each namespace; both are down, and without addresses. */
    static FarLink between(String one, String other, String device, Duration oneWay) throws IOException {
        Tools.require("gcc");
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            throw new IOException(
                    "this machine lacks /dev/net/tun: load the kernel module tun, and in a container allow its device");
        }
        Path program = compile();
        Process process = new ProcessBuilder(
                        program.toString(),
                        one,
                        other,
                        device,
                        Long.toString(TimeUnit.MILLISECONDS.toMicros(oneWay.toMillis())))
                .redirectError(Redirect.INHERIT)
                .start();
        FarLink link = new FarLink(program, process);
        String said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        if (!"ready".equals(said)) {
            link.close();
            throw new IOException("there is no far link: it said '" + said + "', want 'ready'");
        }
        return link;
    }

    private static Path compile() throws IOException {
        Path program = Files.createTempFile("farlink-", "");
        List<String> command = List.of(
                "gcc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-x", "c", "-o", program.toString(), "-");
        Process compiler =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        try (InputStream source = FarLink.class.getResourceAsStream("/net/farlink.c")) {
            source.transferTo(compiler.getOutputStream());
            compiler.getOutputStream().close();
        }
        if (!ends(compiler) || compiler.exitValue() != 0) {
            throw new IOException("farlink.c does not compile; see above");
        }
        return program;
    }

    private static boolean ends(Process process) throws IOException {
        try {
            return process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        boolean ended = ends(process);
        Files.deleteIfExists(program);
        if (!ended) {
            throw new IOException("the far link does not end");
        }
    }
}
