package io.remotelog.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogStoresTest {

    /** Claims a scheme that another provider has. */
    public static final class SecondMemoryProvider implements LogStoreProvider {
        @Override
        public String scheme() {
            return "memory";
        }

        @Override
        public LogStore open(StoreLocation location) {
            throw new AssertionError("never asked");
        }
    }

    @Test
    void theSchemeFindsTheProvider() throws IOException {
        try (LogStore store = LogStores.open("memory:found")) {
            assertThat(store).isInstanceOf(MemoryLogStore.class);
        }
    }

    @Test
    void memoryStoresOfOneNameAreOneLog() throws IOException {
        try (LogStore one = LogStores.open("memory:shared");
                LogStore same = LogStores.open("memory:shared");
                LogStore other = LogStores.open("memory:apart");
                LogStore nameless = new MemoryLogStore();
                LogWriter writer = one.writer(ZoneOffset.UTC)) {
            LocalDate day = LocalDate.of(2026, 11, 22);
            writer.open(day);
            assertThat(same.days()).containsExactly(day);
            assertThat(other.days()).isEmpty();
            assertThat(nameless.days()).isEmpty();
        }
    }

    @Test
    void anUnknownSchemeListsTheKnownOnes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogStores.open("cassandra:x"))
                .withMessageContaining("no provider of scheme 'cassandra' on the class path, there are: memory.");
    }

    @Test
    void anUnknownOptionIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogStores.open("memory:x?colour=red"))
                .withMessageContaining("unknown option 'colour', known: none");
    }

    @Test
    void twoProvidersOfOneSchemeAreAnError(@TempDir Path folder) throws IOException {
        Path services = folder.resolve("META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(LogStoreProvider.class.getName()), SecondMemoryProvider.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader both = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(both);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LogStores.open("memory:x"))
                    .withMessageContainingAll(
                            "2 providers of scheme 'memory'",
                            MemoryLogStoreProvider.class.getName(),
                            SecondMemoryProvider.class.getName());
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}
