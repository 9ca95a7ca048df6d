package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN =
            List.of("zone", "type", "token-file", "sync-port", "sync-host", "store", "retain-days");

    @ParameterizedTest
    @CsvSource({
        "sync-prt, sync-port",
        "syncport, sync-port",
        "sync-pots, sync-port",
        "store2, store",
        "Store, store",
        "token, token-file",
        "retain_days, retain-days",
        "retention-days, retain-days",
        "zome, zone",
    })
    void aTypingMistakeFindsWhatWasMeant(String unknown, String known) {
        assertThat(NearestName.of(unknown, KNOWN)).hasValue(known);
    }

    @ParameterizedTest
    @CsvSource({"password", "x-y-z-1234"})
    void whatIsLikeNoneFindsNone(String unknown) {
        assertThat(NearestName.of(unknown, KNOWN)).isEmpty();
    }
}
