package io.remotelog.storage.filelog;

/**
 * How much a writer holds; smaller in tests, so that they reach the bounds.
 *
 * @param stagingBytes bytes of records that wait in memory for a commit; more than that go to the data file ahead of it
 * @param firstRingBytes bytes of the journal's ring when it is made
 * @param maxRingBytes bytes up to which it grows, by doubling
 * @param blockBytes what goes to the data file ahead of a commit goes past the system's cache in whole blocks of so many
 *     bytes; a power of two
 */
record Sizes(int stagingBytes, long firstRingBytes, long maxRingBytes, int blockBytes) {
    static final Sizes DEFAULT = new Sizes(4 << 20, 1 << 20, 64 << 20, Journal.ALIGNMENT);

    /** Rings are of whole blocks of the disk. */
    Sizes {
        if (stagingBytes < 64
                || firstRingBytes % Journal.ALIGNMENT != 0
                || maxRingBytes % firstRingBytes != 0
                || Integer.bitCount(blockBytes) != 1) {
            throw new IllegalArgumentException("staging " + stagingBytes + ", ring " + firstRingBytes + " to "
                    + maxRingBytes + ", blocks of " + blockBytes);
        }
    }
}
