/**
 * The file-log store: a folder per day, with the files that go-filelog reads and writes.
 *
 * <pre>
 * ROOT/
 *   20261122/            one folder per day, yyyyMMdd
 *     index              12 bytes per record: its length is the number of records times 12, always
 *     data000000         records 0 to 999,999
 *     data000001         records 1,000,000 to 1,999,999, and so on
 *     finish             empty; present once no record will be added
 *   lock                 held by the writer, with its process id as text
 *   lineage              the log's id and zone, as text
 *   .deleted-20261101/   a day that was deleted while it was being read
 * </pre>
 *
 * <p>{@code Layout} has the bytes of {@code index} and {@code data*}. A record's bytes are in its data file before its
 * entry is in {@code index}, and nothing is preallocated: programs that know only those files read them while they are
 * written. They pass over the files that are ours, and a folder without ours opens all the same.
 *
 * <p><b>Writing</b> ({@code FileLogWriter}, {@code DayAppender}): records are staged in memory; a commit is one write to
 * the data file, then one to {@code index}, each forced if the fsync policy says so, and then readers are told. Opening a
 * day drops a torn tail first ({@code DayRecovery}).
 *
 * <p><b>Reading</b> ({@code FileCursor}): {@code index} by blocks, data files mapped in long-lived chunks, nothing past
 * what is committed.
 */
package io.remotelog.storage.filelog;
