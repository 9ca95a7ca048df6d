package io.remotelog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The form that records are summed in. */
class RecordDigestTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @Test
    void theFormIsTheDocumentedOne() {
        RecordDigest digest = new RecordDigest();
        digest.beginDay(DAY, new DayState(true, 2));
        digest.add(1_795_000_000, (short) -1, payload("hello"));
        digest.add(-2, (short) 1101, payload(""));
        digest.beginDay(DAY.plusDays(1), new DayState(false, 0));
        // Made with Python's struct and hashlib.
        assertThat(digest.hex()).isEqualTo("b2f9d0f53a1856c0340eb084c7d07cdf1392c363abbe57aa5487bb9e4993ab0b");
    }

    @Test
    void payloadsOfAllSizesAreTakenInWhole() throws IOException, NoSuchAlgorithmException {
        Random random = new Random(7);
        RecordDigest digest = new RecordDigest();
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(form);
        digest.beginDay(DAY, new DayState(false, 200));
        out.writeInt(20261122);
        out.writeByte(0);
        out.writeLong(200);
        for (int i = 0; i < 200; i++) {
            byte[] payload = new byte[i % 20 == 0 ? random.nextInt(300_000) : 65_530 - i];
            random.nextBytes(payload);
            // Not from 0 on, and not writable: as cursors give them.
            ByteBuffer shown = ByteBuffer.allocateDirect(payload.length + 3)
                    .put(new byte[3])
                    .put(payload);
            digest.add(i, (short) -i, shown.flip().position(3).asReadOnlyBuffer());
            out.writeInt(i);
            out.writeShort(-i);
            out.writeInt(payload.length);
            out.write(payload);
        }
        byte[] want = MessageDigest.getInstance("SHA-256").digest(form.toByteArray());
        assertThat(digest.hex()).isEqualTo(HexFormat.of().formatHex(want));
    }

    private static ByteBuffer payload(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
