package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads the days of a simulated machine as another program does. One thread. */
final class SimDays {
    private SimDays() {}

    /** The records of a day that are whole, up to the first one that is not. */
    static List<Sent> records(Outside outside, LocalDate day) throws IOException {
        DayFolder folder = outside.folder(day);
        ByteBuffer index = RawDay.bytes(folder.disk(), folder.index());
        ByteBuffer data = RawDay.bytes(folder.disk(), folder.data(0));
        List<Sent> records = new ArrayList<>();
        for (int id = 0; id < index.limit() / Layout.ENTRY_BYTES; id++) {
            try {
                records.add(RawDay.record(index, data, id, "torn"));
            } catch (Violation torn) {
                return records;
            }
        }
        return records;
    }

    static List<LocalDate> all(Outside outside) throws IOException {
        return FileLogStore.days(outside.disk(), SimHost.ROOT);
    }

    /** The SHA-256 of each of the files that both sides have to have alike: {@code index}, {@code data*} and {@code finish}. */
    static Map<String, String> digests(Outside outside, LocalDate day) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        DayFolder folder = outside.folder(day);
        for (String name : folder.disk().names(folder.path())) {
            if (name.equals(Layout.INDEX) || name.startsWith(Layout.DATA_PREFIX) || name.equals(Layout.FINISH)) {
                digests.put(
                        name, digest(RawDay.bytes(folder.disk(), folder.path().resolve(name))));
            }
        }
        return digests;
    }

    private static String digest(ByteBuffer bytes) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes);
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
