package io.remotelog.protocol.sync.v2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.remotelog.api.Epoch;
import io.remotelog.api.Position;
import io.remotelog.protocol.sync.SyncProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON of hello, welcome and refusal: what another machine wrote. */
class HelloJsonTest {
    private static final String UUID_TEXT = "00000000-0000-0001-0000-000000000002";
    private static final String HELLO = "{\"name\":\"berlin\",\"instance\":\"" + UUID_TEXT
            + "\",\"proof\":\"aa\",\"nonce\":\"00112233445566778899aabbccddeeff\",\"zstd\":true,\"maxRecordBytes\":100,"
            + "\"maxRate\":1000,\"epochs\":[\"" + UUID_TEXT + " 2026-11-22/17\"],\"last\":\"2026-11-22/41\","
            + "\"lastCrc32c\":1,\"unfinished\":[\"2026-11-21/3\",\"2026-11-22/42\"],\"next\":\"2026-11-23\","
            + "\"historyDays\":0}";
    private static final String WELCOME = "{\"proof\":\"aa\",\"zstd\":true,\"log\":\"" + UUID_TEXT
            + "\",\"zone\":\"UTC\",\"common\":\"" + UUID_TEXT + "\",\"epochs\":[\"" + UUID_TEXT + " 2026-11-22/17\"]}";

    private static String with(String json, String member, String value) {
        JsonObject object = JsonParser.parseString(json).getAsJsonObject();
        if (value == null) {
            object.remove(member);
        } else {
            object.add(member, JsonParser.parseString(value));
        }
        return object.toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            nullValues = "absent",
            value = {
                "name \"\"",
                "name \"-a\"",
                "name \"a\\nb\"",
                "name []",
                "name {}",
                "instance absent",
                "instance null",
                "instance \"x\"",
                "instance 17",
                "instance []",
                "proof {}",
                "nonce absent",
                "nonce \"00\"",
                "nonce \"00112233445566778899AABBCCDDEEFF\"",
                "zstd absent",
                "zstd \"yes\"",
                "zstd 1",
                "zstd []",
                "maxRecordBytes absent",
                "maxRecordBytes 0",
                "maxRecordBytes -1",
                "maxRecordBytes 1.5",
                "maxRecordBytes 2147483648",
                "maxRecordBytes 1e999999999",
                "maxRecordBytes 1e2147483647",
                "maxRecordBytes 1e-2147483647",
                "maxRecordBytes 99999999999999999999999999",
                "maxRecordBytes \"many\"",
                "maxRecordBytes true",
                "maxRate 0",
                "maxRate -5",
                "maxRate 9223372036854775808",
                "epochs absent",
                "epochs \"x\"",
                "epochs {}",
                "epochs [null]",
                "epochs [[]]",
                "epochs [17]",
                "epochs [\"x\"]",
                "epochs [\"x_y\"]",
                "last \"2026-11-22\"",
                "last \"2026-11-22/-1\"",
                "last \"2026-02-30/1\"",
                "last 17",
                "lastCrc32c absent",
                "lastCrc32c -1",
                "lastCrc32c 4294967296",
                "unfinished absent",
                "unfinished [\"2026-11-22/1\",\"2026-11-21/1\"]",
                "unfinished [\"2026-11-22/1\",\"2026-11-22/1\"]",
                "unfinished [\"2026-11-23/1\"]",
                "next absent",
                "next \"2026-11-22\"",
                "next \"../../etc\"",
                "next 20261123",
                "historyDays absent",
                "historyDays -1",
                "historyDays 100001",
            })
    void aHelloWithAWrongMemberIsRefused(String member, String value) throws SyncProtocolException {
        assertThat(HelloJson.read(HELLO).last()).isPresent();
        assertThatThrownBy(() -> HelloJson.read(with(HELLO, member, value)))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageStartingWith("hello {");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            nullValues = "absent",
            value = {
                "zstd absent",
                "zstd 17",
                "log \"x\"",
                "zone absent",
                "zone \"Nowhere/At_All\"",
                "zone \"../etc\"",
                "zone 17",
                "common \"x\"",
                "epochs absent",
                "epochs [\"x\"]",
                "proof []",
            })
    void aWelcomeWithAWrongMemberIsRefused(String member, String value) throws SyncProtocolException {
        assertThat(HelloJson.readWelcome(WELCOME).common()).isPresent();
        assertThatThrownBy(() -> HelloJson.readWelcome(with(WELCOME, member, value)))
                .isInstanceOf(SyncProtocolException.class)
                .hasMessageStartingWith("welcome {");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"reason\":\"AHEAD\"}",
                "{\"text\":\"x\"}",
                "{\"reason\":null,\"text\":\"x\"}",
                "{\"reason\":\"AHEAD\",\"text\":{}}"
            })
    void aRefusalWithAWrongMemberIsRefused(String json) {
        assertThatThrownBy(() -> HelloJson.readRefusal(json)).isInstanceOf(SyncProtocolException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "17", "[]", "\"x\"", "{", "}", "{\"name\":", "{} {}", "\u0000", "NaN"})
    void whatIsNoJsonObjectIsRefused(String text) {
        assertThatThrownBy(() -> HelloJson.read(text)).isInstanceOf(SyncProtocolException.class);
    }

    @Test
    void nestingTenThousandDeepIsRefused() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        assertThatThrownBy(() -> HelloJson.read(deep)).isInstanceOf(SyncProtocolException.class);
        String member = HELLO.replace("{\"name\"", "{\"x\":" + deep + ",\"name\"");
        assertThatThrownBy(() -> HelloJson.read(member)).isInstanceOf(SyncProtocolException.class);
        String objects = "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000);
        assertThatThrownBy(() -> HelloJson.read(objects)).isInstanceOf(SyncProtocolException.class);
    }

    @Test
    void membersThatAreNotKnownArePassedOver() throws SyncProtocolException {
        String more = HELLO.replace("{\"name\"", "{\"x\":[1,{\"y\":null}],\"name\"");
        assertThat(HelloJson.read(more)).isEqualTo(HelloJson.read(HELLO));
        String welcome = WELCOME.replace("{\"proof\"", "{\"x\":{},\"proof\"");
        assertThat(HelloJson.readWelcome(welcome)).isEqualTo(HelloJson.readWelcome(WELCOME));
        assertThat(HelloJson.readRefusal("{\"reason\":\"AHEAD\",\"text\":\"x\",\"url\":7}"))
                .isEqualTo(new Refusal(Refusal.Reason.AHEAD, "x"));
    }

    @Test
    void whatIsShownOfAWrongOneIsOneLineOfBoundedLength() throws SyncProtocolException {
        String evil = "\\n\\u009b31m" + "x".repeat(100_000);
        for (String member : List.of("instance", "last", "next", "name", "nonce")) {
            assertThatThrownBy(() -> HelloJson.read(with(HELLO, member, "\"" + evil + "\"")))
                    .isInstanceOf(SyncProtocolException.class)
                    .message()
                    .hasSizeLessThan(600)
                    .matches(text -> text.chars().noneMatch(Character::isISOControl), "one line");
        }
        assertThatThrownBy(() -> HelloJson.readWelcome(with(WELCOME, "zone", "\"" + evil + "\"")))
                .message()
                .hasSizeLessThan(600)
                .matches(text -> text.chars().noneMatch(Character::isISOControl), "one line");
        assertThat(HelloJson.readRefusal("{\"reason\":\"" + evil + "\",\"text\":\"\u202e\"}")
                        .text())
                .hasSizeLessThan(600)
                .doesNotContain("\u202e")
                .matches(text -> text.chars().noneMatch(Character::isISOControl), "one line");
    }

    @Test
    void aReasonOfALaterVersionIsToldInItsWords() throws SyncProtocolException {
        assertThat(HelloJson.readRefusal("{\"reason\":\"QUOTA\",\"text\":\"no more today\"}"))
                .isEqualTo(new Refusal(Refusal.Reason.PROTOCOL, "QUOTA: no more today"));
    }

    @Test
    void theLargestHelloIsOneThatAMasterTakes() throws SyncProtocolException {
        LocalDate first = LocalDate.of(2020, 1, 1);
        long id = 999_999_999_999_999_999L;
        List<Epoch> epochs = new ArrayList<>();
        for (int i = 0; i < Hello.MAX_EPOCHS; i++) {
            epochs.add(new Epoch(UUID.randomUUID(), new Position(first, id)));
        }
        List<Position> unfinished = new ArrayList<>();
        for (int i = 0; i < Hello.MAX_UNFINISHED; i++) {
            unfinished.add(new Position(first.plusDays(i), id));
        }
        Hello hello = new Hello(
                Optional.of("n".repeat(64)),
                UUID.randomUUID(),
                Optional.of("a".repeat(64)),
                Proof.nonce(),
                true,
                Integer.MAX_VALUE,
                OptionalLong.of(Long.MAX_VALUE),
                epochs,
                Optional.of(new RecordMark(new Position(first, id), -1)),
                unfinished,
                Optional.of(LocalDate.of(9999, 12, 31)),
                100_000,
                true);
        String json = HelloJson.write(hello);
        assertThat(json.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(64 << 10);
        assertThat(HelloJson.read(json)).isEqualTo(hello);
    }
}
