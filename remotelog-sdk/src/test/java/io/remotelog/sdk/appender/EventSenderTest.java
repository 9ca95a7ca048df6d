package io.remotelog.sdk.appender;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events are sent; to a master that is down, so that the end tells how many there were. */
final class EventSenderTest {
    private final List<String> told = new ArrayList<>();
    private EventSender sender;

    @BeforeEach
    void start() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        sender = EventSender.start(AppenderConfig.of(Map.of("master", "127.0.0.1:" + port)), told::add);
    }

    @AfterEach
    void end() {
        sender.close(Duration.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "app, main, 1",
        "app, remotelog-sender, 1",
        "io.remotelogs.App, main, 1",
        "io.netty.Server, main, 1",
        "io.grpc.Server, worker-1, 1",
        "io.remotelog.sdk.RemoteLog, main, 0",
        "io.netty.channel.Channel, remotelog-sender, 0",
        "io.netty.channel.Channel, grpc-default-worker-ELG-1-1, 0",
        "io.grpc.netty.NettyClientHandler, grpc-default-worker-ELG-1-1, 0",
    })
    void eventsOfSendingAreLeftOut(String logger, String thread, int sent) {
        sender.append(logger, thread, line -> line.message("one"));

        assertSent(sent);
    }

    @Test
    void appendWithinAnAppendIsLeftOut() throws Exception {
        EventSender other = EventSender.start(AppenderConfig.of(Map.of("master", "127.0.0.1:1")), told::add);
        sender.append("app", "main", line -> {
            sender.append("app", "main", nested -> nested.message("nested"));
            other.append("app", "main", nested -> nested.message("nested"));
        });
        other.close(Duration.ZERO);

        assertThat(told).isEmpty();
        assertSent(1);
    }

    @Test
    void appendAfterOneThatFailedIsSent() {
        sender.append("app", "main", line -> {
            throw new IllegalStateException("an odd argument");
        });
        sender.append("app", "main", line -> line.message("one"));

        sender.close(Duration.ZERO);
        assertThat(told).last().asString().contains("1 given up", "1 not made, the last by", "an odd argument");
    }

    private void assertSent(int count) {
        sender.close(Duration.ZERO);
        if (count == 0) {
            assertThat(told).isEmpty();
        } else {
            assertThat(told)
                    .singleElement()
                    .asString()
                    .endsWith("in all: " + count + " given up before they were sent");
        }
    }
}
