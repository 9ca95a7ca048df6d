package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Appends as go-filelog does: data, then index, without a lock, a checksum or a force. One thread. */
final class GoProgram {
    private GoProgram() {}

    static void append(DayFolder folder, List<Sent> records) throws IOException {
        try (DiskFile data = folder.disk().open(folder.data(0));
                DiskFile index = folder.disk().open(folder.index())) {
            for (Sent record : records) {
                long offset = data.length();
                data.write(ByteBuffer.wrap(record.record()), offset);
                ByteBuffer entry = ByteBuffer.allocate(Layout.ENTRY_BYTES)
                        .putShort((short) 0)
                        .putLong(offset)
                        .putShort(record.type());
                index.write(entry.flip(), index.length());
            }
        }
    }
}
