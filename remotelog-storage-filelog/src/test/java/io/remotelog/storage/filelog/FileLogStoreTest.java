package io.remotelog.storage.filelog;

import io.remotelog.api.LogStore;
import io.remotelog.api.LogStoreContract;
import io.remotelog.api.LogStores;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Holds the file store to the contract. */
class FileLogStoreTest extends LogStoreContract {
    @TempDir
    Path folder;

    @Override
    public LogStore openStore() throws IOException {
        return LogStores.open("filelog:" + folder.resolve("log"));
    }
}
