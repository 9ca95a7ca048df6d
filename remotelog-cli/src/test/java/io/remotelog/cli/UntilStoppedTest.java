package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How parts are closed when a process is told to stop. */
class UntilStoppedTest {
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesEveryPartInOrder() {
        assertThat(UntilStopped.closeAll(List.of(() -> closed.add("master"), () -> closed.add("store"))))
                .isTrue();
        assertThat(closed).containsExactly("master", "store");
    }

    @Test
    void closesTheOthersWhenOneFails() {
        assertThat(UntilStopped.closeAll(List.of(
                        () -> {
                            throw new IOException("the disk is full");
                        },
                        () -> closed.add("store"))))
                .isFalse();
        assertThat(closed).containsExactly("store");
    }
}
