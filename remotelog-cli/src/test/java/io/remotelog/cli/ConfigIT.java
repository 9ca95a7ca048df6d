package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that have their flags from one file and from their environment. */
class ConfigIT {
    @TempDir
    private Path folder;

    @Test
    void oneFileAndTheEnvironmentServeAllCommandsOfAMachine() throws IOException {
        Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
        Files.writeString(folder.resolve("lines"), "one\ntwo\n");
        Files.writeString(folder.resolve("remotelog.properties"), """
                # master, replica, send and scan
                store = mirror
                master.store = log
                token-file = token
                grpc-port = 0
                sync-port = 0
                replica.sync-port = off
                app = false
                format = text
                """);
        try (Program master = start(List.of("REMOTELOG_CONFIG=remotelog.properties", "REMOTELOG_ZONE=UTC"), "master")) {
            Matcher ready = master.awaitOut("master ready grpc=(\\S+) sync=(\\S+) store=log\n");
            assertThat(ready.group(2)).doesNotEndWith(":2222");
            try (Program send = start(
                    List.of("REMOTELOG_SEND_MASTER=" + ready.group(1)),
                    "send",
                    "--config",
                    "remotelog.properties",
                    "lines")) {
                assertThat(send.awaitEnd()).as(send.err()).isZero();
                assertThat(send.out()).startsWith("sent 2 records");
            }
            try (Program replica = start(
                    List.of("REMOTELOG_REPLICA_MASTER=" + ready.group(2), "REMOTELOG_CONFIG=remotelog.properties"),
                    "replica")) {
                replica.awaitOut("replica ready master=\\S+ store=mirror\n");
                try (Program scan = start(
                        List.of("REMOTELOG_FORMAT=json", "REMOTELOG_CONFIG=remotelog.properties"),
                        "scan",
                        "--follow",
                        "--limit=2",
                        "--format",
                        "raw")) {
                    assertThat(scan.awaitEnd()).as(scan.err()).isZero();
                    assertThat(scan.out()).isEqualTo("one\ntwo\n");
                }
            }
        }
        assertThat(folder.resolve("log/lineage")).exists();
    }

    @Test
    void anUnknownVariableStartsNothing() throws IOException {
        try (Program master = start(List.of("REMOTELOG_SYNC_PROT=0"), "master", "--store", "log")) {
            assertThat(master.awaitEnd()).isEqualTo(2);
            assertThat(master.out()).isEmpty();
            assertThat(master.err()).isEqualTo("""
                            remotelog master: environment variable REMOTELOG_SYNC_PROT: unknown, the nearest known is\
                             'REMOTELOG_SYNC_PORT'
                            See: remotelog master --help
                            """);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void configPrintsUtf8WhateverTheLocale() throws IOException {
        Files.writeString(folder.resolve("f"), "verify.store=/srv/stra\u00dfe\n");
        try (Program config =
                start(List.of("LC_ALL=C", "REMOTELOG_DATE=2026-11-22"), "config", "verify", "--config", "f")) {
            assertThat(config.awaitEnd()).as(config.err()).isZero();
            assertThat(config.out().lines())
                    .containsExactly(
                            "verify.store\t/srv/stra\u00dfe\tfile f",
                            "verify.date\t2026-11-22\tenvironment REMOTELOG_DATE");
        }
    }

    private Program start(List<String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("env"));
        command.addAll(environment);
        command.addAll(QuickStart.launcher());
        command.addAll(List.of(arguments));
        return Program.startCommand(folder, Redirect.from(Path.of("/dev/null").toFile()), command);
    }
}
