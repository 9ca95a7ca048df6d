package io.remotelog.api;

import java.nio.ByteBuffer;

/** One record; its payload begins at 0 and is never changed. */
record MemoryRecord(int epochSeconds, short type, ByteBuffer payload) {}
