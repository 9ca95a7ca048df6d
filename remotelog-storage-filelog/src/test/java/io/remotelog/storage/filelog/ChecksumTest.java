package io.remotelog.storage.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    @Test
    void isTheCrc32cOfTheRecordAndThenItsType() {
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            byte[] record = new byte[i];
            random.nextBytes(record);
            short type = (short) random.nextInt();
            assertThat(new Checksum().of(ByteBuffer.wrap(record), type)).isEqualTo(slowly(record, type));
        }
    }

    @Test
    void ofAKnownRecordIsAKnownNumber() {
        // The check value of CRC32C: "123456789" gives E3069283.
        byte[] record = "1234567".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(new Checksum().of(ByteBuffer.wrap(record), (short) ('8' << 8 | '9')))
                .isEqualTo(0xE3069283);
    }

    @Test
    void inPartsIsTheSame() {
        byte[] record = new byte[100];
        new Random(2).nextBytes(record);
        Checksum checksum = new Checksum();
        checksum.begin();
        checksum.add(ByteBuffer.wrap(record, 0, 37));
        checksum.add(ByteBuffer.wrap(record, 37, 63));
        assertThat(checksum.end((short) -2)).isEqualTo(slowly(record, (short) -2));
    }

    @Test
    void tellsEveryTypeBack() {
        byte[] record = {1, 2, 3};
        CRC32C crc = new CRC32C();
        crc.update(record);
        for (int type = Short.MIN_VALUE; type <= Short.MAX_VALUE; type++) {
            int checksum = slowly(record, (short) type);
            assertThat(Checksum.type((int) crc.getValue(), checksum)).hasValue(type);
        }
    }

    @Test
    void aBrokenRecordHasNoType() {
        Random random = new Random(3);
        int solved = 0;
        for (int i = 0; i < 10_000; i++) {
            solved += Checksum.type(random.nextInt(), random.nextInt()).isPresent() ? 1 : 0;
        }
        // One in 65,536 is expected by chance.
        assertThat(solved).isLessThan(4);
    }

    private static int slowly(byte[] record, short type) {
        CRC32C crc = new CRC32C();
        crc.update(record);
        crc.update(type >>> 8);
        crc.update(type);
        return (int) crc.getValue();
    }
}
