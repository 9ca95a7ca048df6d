package io.remotelog.storage.filelog;

/**
 * Where a day ends: its records, and where the last data file ends.
 *
 * @param count how many records there are
 * @param fileNumber the data file of the last record, 0 if there is none
 * @param offset the end of the last record in that data file, 0 if there is none
 */
record DayEnd(long count, int fileNumber, long offset) {
    static final DayEnd EMPTY = new DayEnd(0, 0, 0);
}
