package io.remotelog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.remotelog.api.LogRecord;
import io.remotelog.protocol.RecordTypes;
import io.remotelog.protocol.payload.AppLogData;
import io.remotelog.protocol.payload.DbLogData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each format prints, for every kind of payload. */
class RecordFormatTest {
    private static final LocalDate DAY = LocalDate.of(2026, 1, 31);

    @Test
    void textPrintsDateIdTimeTypeAndPayload() throws IOException {
        assertThat(print(RecordFormat.Name.text, 7, -1, (short) -32768, "grüße 世界 🙂".getBytes(UTF_8)))
                .isEqualTo("2026-01-31 7 -1 -32768 grüße 世界 🙂\n");
    }

    @Test
    void textKeepsTheSpaceBeforeAnEmptyPayload() throws IOException {
        assertThat(text(new byte[0])).isEqualTo("2026-01-31 0 1 2 \n");
    }

    @ParameterizedTest
    @CsvSource({
        "61 62, ab",
        "5c, \\\\",
        "0a 0d 09, \\n\\r\\t",
        "00 1b 7f, \\x00\\x1b\\x7f",
        "c2 85, \\u0085",
        "e2 80 a8, \\u2028",
        "e2 80 ae, \\u202e",
        "d8 9c, \\u061c",
        "e2 81 a6, \\u2066",
        "80, \\x80",
        "61 ff 62, a\\xffb",
        "c3, \\xc3",
        "e2 82, \\xe2\\x82",
        "e2 28 a1, \\xe2(\\xa1",
        "c0 af, \\xc0\\xaf",
        "ed a0 80, \\xed\\xa0\\x80",
        "f4 90 80 80, \\xf4\\x90\\x80\\x80",
        "f0 9f 99 82, 🙂",
        "f0 9f 99, \\xf0\\x9f\\x99"
    })
    void textEscapesWhatIsNoPlainText(String hex, String shown) throws IOException {
        assertThat(text(bytes(hex))).isEqualTo("2026-01-31 0 1 2 " + shown + "\n");
    }

    @Test
    void utf8AgreesWithTheJdkOnRandomBytes() {
        Random random = new Random(20260131);
        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = new byte[1 + random.nextInt(4)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0x80 + random.nextInt(0x78));
            }
            int length = Utf8.lengthAt(bytes, 0, bytes.length);
            if (length == 0) {
                assertThat(new String(bytes, UTF_8))
                        .as("%s", ByteString.copyFrom(bytes))
                        .startsWith("\uFFFD");
            } else {
                assertThat(Utf8.codePointAt(bytes, 0, length)).isEqualTo(new String(bytes, UTF_8).codePointAt(0));
            }
        }
    }

    @Test
    void rawPrintsTheBytesAndANewline() throws IOException {
        assertThat(printed(RecordFormat.Name.raw, 0, 1, (short) 2, bytes("00 ff 0a 61")))
                .isEqualTo(bytes("00 ff 0a 61 0a"));
    }

    @Test
    void jsonHasTheFieldsInOrder() throws IOException {
        assertThat(print(RecordFormat.Name.json, 9_000_000_000L, -5, (short) -1, "a\"b\n<é>".getBytes(UTF_8)))
                .isEqualTo("{\"date\":\"2026-01-31\",\"id\":9000000000,\"time\":-5,\"type\":-1,\"length\":8,"
                        + "\"text\":\"a\\\"b\\n<é>\"}\n");
    }

    @Test
    void jsonEscapesWhatWouldSteerATerminal() throws IOException {
        String payload = "\u001b[31m \u007f \u0085 \u2028 \u202e";
        String line = print(RecordFormat.Name.json, 0, 1, (short) 2, payload.getBytes(UTF_8));
        assertThat(line.chars().limit(line.length() - 1)).noneMatch(TerminalRisks::isRisk);
        assertThat(json(line).get("text").getAsString()).isEqualTo(payload);
    }

    @Test
    void jsonShowsOtherBytesAsBase64() throws IOException {
        assertThat(json(print(RecordFormat.Name.json, 0, 1, (short) 2, bytes("ff fe")))
                        .get("base64")
                        .getAsString())
                .isEqualTo("//4=");
    }

    @Test
    void jsonShowsAnAppMessageWithItsFieldNames() throws IOException {
        AppLogData message = AppLogData.newBuilder()
                .setSys("web")
                .setTimeInt64(1_769_904_000_000_000_001L)
                .setMessage("two\nlines")
                .putData("k", "v")
                .build();
        String line = print(RecordFormat.Name.json, 0, 1, RecordTypes.APP, message.toByteArray());
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        assertThat(json(line).has("text")).isFalse();
        assertThat(json(line).get("app").toString())
                .isEqualTo("{\"Sys\":\"web\",\"TimeInt64\":\"1769904000000000001\",\"Message\":\"two\\nlines\","
                        + "\"Data\":{\"k\":\"v\"}}");
    }

    @Test
    void jsonShowsADatabaseMessageWithItsFieldNames() throws IOException {
        DbLogData message = DbLogData.newBuilder()
                .setDbInstance("db1")
                .setXid(7)
                .setCommit(true)
                .build();
        assertThat(json(print(RecordFormat.Name.json, 0, 1, RecordTypes.DB, message.toByteArray()))
                        .get("db")
                        .toString())
                .isEqualTo("{\"dbInstance\":\"db1\",\"xid\":\"7\",\"commit\":true}");
    }

    @Test
    void jsonDoesNotShowAMessageWithUnknownFieldsAsOne() throws IOException {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        byte[] payload = AppLogData.newBuilder()
                .setSys("web")
                .setUnknownFields(unknown)
                .build()
                .toByteArray();
        JsonObject line = json(print(RecordFormat.Name.json, 0, 1, RecordTypes.APP, payload));
        assertThat(line.has("app")).isFalse();
        assertThat(line.has("base64")).isTrue();
    }

    @Test
    void jsonShowsWhatIsNoMessageAsText() throws IOException {
        assertThat(json(print(RecordFormat.Name.json, 0, 1, RecordTypes.APP, "plain".getBytes(UTF_8)))
                        .get("text")
                        .getAsString())
                .isEqualTo("plain");
    }

    @Test
    void aFormatIsUsedForManyRecordsOfAllSizes() throws IOException {
        RecordFormat format = RecordFormat.Name.raw.create();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int size : new int[] {10, 100_000, 0, 5, 300_000}) {
            byte[] payload = "x".repeat(size).getBytes(UTF_8);
            format.write(new Sample(0, 0, (short) 0, ByteBuffer.wrap(payload).asReadOnlyBuffer()), out);
            expected.write(payload);
            expected.write('\n');
        }
        assertThat(out.toByteArray()).isEqualTo(expected.toByteArray());
    }

    private static String text(byte[] payload) throws IOException {
        return print(RecordFormat.Name.text, 0, 1, (short) 2, payload);
    }

    private static String print(RecordFormat.Name format, long id, int time, short type, byte[] payload)
            throws IOException {
        return new String(printed(format, id, time, type, payload), UTF_8);
    }

    private static byte[] printed(RecordFormat.Name format, long id, int time, short type, byte[] payload)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        format.create()
                .write(new Sample(id, time, type, ByteBuffer.wrap(payload).asReadOnlyBuffer()), out);
        return out.toByteArray();
    }

    private static JsonObject json(String line) {
        return JsonParser.parseString(line).getAsJsonObject();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    private record Sample(long id, int epochSeconds, short type, ByteBuffer payload) implements LogRecord {
        @Override
        public LocalDate day() {
            return DAY;
        }

        @Override
        public long offset() {
            return -1;
        }
    }
}
