package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code --http-port} of master and replica, as a monitoring system sees it. */
@Timeout(120)
class HttpIT {
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void metricsAndHealthFollowWhatHappens() throws Exception {
        Program master = Program.start(folder, "master --store m --grpc-port 0 --sync-port 0 --http-port 0".split(" "));
        try (master) {
            Matcher ready = master.awaitOut("ready grpc=(\\S+) sync=(\\S+) http=(\\S+) store=m\n");
            String http = ready.group(3);
            try (Program replica = Program.start(
                    folder, ("replica --store r --name berlin --http-port 0 --master " + ready.group(2)).split(" "))) {
                String replicaHttp = replica.awaitOut("ready master=\\S+ http=(\\S+) store=r\n")
                        .group(1);
                send(ready.group(1), "one\ntwo\nthree\n");
                await().untilAsserted(
                                () -> assertThat(get(http, "/metrics").body().lines())
                                        .contains(
                                                "remotelog_records_committed_total 3.0",
                                                "remotelog_records_durable_total 3.0",
                                                "remotelog_payload_bytes_total 11.0",
                                                "remotelog_replica_linked{replica=\"berlin\"} 1.0",
                                                "remotelog_replica_lag_records{replica=\"berlin\"} 0.0",
                                                "remotelog_replica_lag_bytes{replica=\"berlin\"} 0.0",
                                                "remotelog_replica_lag_seconds{replica=\"berlin\"} 0.0",
                                                "remotelog_links_refused_total{reason=\"diverged\"} 0.0",
                                                "remotelog_corrupt_records 0.0",
                                                "remotelog_days 1.0")
                                        .anyMatch(line -> line.matches("remotelog_disk_free_bytes [1-9]\\S+")));
                assertThat(get(replicaHttp, "/metrics").body().lines())
                        .contains(
                                "remotelog_master_linked 1.0",
                                "remotelog_master_diverged 0.0",
                                "remotelog_mirrored_records 3.0",
                                "remotelog_not_durable_records 0.0",
                                "remotelog_gaps 0.0");
                assertThat(get(replicaHttp, "/metrics").body())
                        .containsPattern("\nremotelog_fsync_seconds_count [1-9]");
                assertThat(get(http, "/health/ready").statusCode()).isEqualTo(200);
                assertThat(get(replicaHttp, "/health/ready").statusCode()).isEqualTo(200);
                master.kill();
                await().untilAsserted(() -> {
                    HttpResponse<String> answer = get(replicaHttp, "/health/ready");
                    assertThat(answer.statusCode()).isEqualTo(503);
                    assertThat(answer.body()).startsWith("no link to the master");
                });
                assertThat(get(replicaHttp, "/health/live").statusCode()).isEqualTo(200);
                replica.terminate();
                assertThat(replica.awaitEnd()).isEqualTo(128 + 15);
            }
        }
    }

    @Test
    void metricsTellOfTheDiskAndOfWhatApplicationsDo() throws Exception {
        try (Program master =
                Program.start(folder, "master --store m --grpc-port 0 --sync-port 0 --http-port 0".split(" "))) {
            Matcher ready = master.awaitOut("ready grpc=(\\S+) sync=\\S+ http=(\\S+) store=m\n");
            String http = ready.group(2);
            assertThat(get(http, "/metrics").body().lines())
                    .contains(
                            "remotelog_fsync_seconds_count 0",
                            "remotelog_append_streams 0.0",
                            "remotelog_append_batches_total 0.0",
                            "remotelog_append_answers_total{result=\"acknowledged\"} 0.0",
                            "remotelog_append_answers_total{result=\"not_replicated\"} 0.0",
                            "remotelog_reads 0.0",
                            "remotelog_read_records_total 0.0");
            try (Program scan =
                    Program.start(folder, "scan", "--master", ready.group(1), "--follow", "--format", "raw")) {
                await().untilAsserted(
                                () -> assertThat(get(http, "/metrics").body()).contains("\nremotelog_reads 1.0\n"));
                send(ready.group(1), "one\ntwo\nthree\n");
                scan.awaitOut("three\n");
                String metrics = get(http, "/metrics").body();
                assertThat(metrics.lines())
                        .contains(
                                "remotelog_append_batch_records_total 3.0",
                                "remotelog_append_answers_total{result=\"busy\"} 0.0",
                                "remotelog_read_records_total 3.0");
                assertThat(value(metrics, "remotelog_append_batches_total"))
                        .isBetween(1.0, 3.0)
                        .isEqualTo(value(metrics, "remotelog_append_answers_total\\{result=\"acknowledged\"}"));
                // Batches share commits; a commit has one fsync.
                assertThat(value(metrics, "remotelog_fsync_seconds_count"))
                        .isBetween(1.0, 3.0)
                        .isEqualTo(value(metrics, "remotelog_commit_seconds_count"));
                assertThat(value(metrics, "remotelog_fsync_seconds_sum"))
                        .isPositive()
                        .isLessThan(value(metrics, "remotelog_commit_seconds_sum"));
                assertThat(value(metrics, "remotelog_fsync_seconds_bucket\\{le=\"\\+Inf\"}"))
                        .isEqualTo(value(metrics, "remotelog_fsync_seconds_count"));
            }
            await().untilAsserted(() -> assertThat(get(http, "/metrics").body().lines())
                    .contains("remotelog_append_streams 0.0", "remotelog_reads 0.0"));
        }
    }

    private static double value(String metrics, String name) {
        Matcher line = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void aReplicaOfAnotherLogIsToldAsDiverged() throws Exception {
        try (Program first = Program.start(folder, "master --store a --grpc-port 0 --sync-port 0".split(" "))) {
            Matcher ready = first.awaitOut("grpc=(\\S+) sync=(\\S+)");
            send(ready.group(1), "one\n");
            try (Program replica =
                    Program.start(folder, ("replica --store r --http-port 0 --master " + ready.group(2)).split(" "))) {
                String http = replica.awaitOut("http=(\\S+)").group(1);
                await().untilAsserted(() ->
                        assertThat(get(http, "/metrics").body()).contains("remotelog_mirrored_records 1.0"));
            }
        }
        try (Program other = Program.start(
                        folder, "master --store b --grpc-port off --sync-port 0 --http-port 0".split(" "));
                Program replica = Program.start(
                        folder,
                        ("replica --store r --http-port 0 --master "
                                        + other.awaitOut("sync=(\\S+)").group(1))
                                .split(" "))) {
            String http = other.awaitOut("http=(\\S+)").group(1);
            await().untilAsserted(() -> assertThat(get(http, "/metrics").body())
                    .containsPattern("remotelog_links_refused_total\\{reason=\"diverged\"} [1-9]"));
            // There is no line that it is ready: the log tells the address.
            replica.awaitErr("metrics and health on ");
            String replicaHttp = replica.err()
                    .lines()
                    .filter(line -> line.contains("metrics and health on "))
                    .findFirst()
                    .orElseThrow()
                    .replaceAll(".* ", "");
            await().untilAsserted(() ->
                    assertThat(get(replicaHttp, "/metrics").body()).contains("remotelog_master_diverged 1.0"));
            assertThat(get(replicaHttp, "/health/ready").body()).contains("not the same log");
        }
    }

    @Test
    void aPortThatIsTakenCreatesNothing() throws IOException {
        try (Program first =
                Program.start(folder, "master --store a --grpc-port off --sync-port 0 --http-port 0".split(" "))) {
            String http = first.awaitOut("http=(\\S+)").group(1);
            try (Program second = Program.run(
                    folder,
                    ("master --store b --grpc-port off --sync-port 0 --http-port " + http.replaceAll(".*:", ""))
                            .split(" "))) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.err()).contains(http).contains("--http-port");
                assertThat(folder.resolve("b")).doesNotExist();
            }
        }
    }

    private void send(String master, String lines) throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), lines);
        try (Program send = Program.run(folder, "send", "--master", master, "--type", "1201", file.toString())) {
            assertThat(send.awaitEnd()).as(send.err()).isZero();
        }
    }

    private HttpResponse<String> get(String address, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + path)).build(), BodyHandlers.ofString());
    }
}
