/**
 * The file-log store: a folder per day, with the files that go-filelog reads and writes, and files of our own beside them.
 *
 * <pre>
 * ROOT/
 *   20261122/            one folder per day, yyyyMMdd
 *     index              12 bytes per record: its length is the number of records times 12, always
 *     data000000         records 0 to 999,999
 *     data000001         records 1,000,000 to 1,999,999, and so on
 *     finish             empty; present once no record will be added
 *     crc32c             ours: 4 bytes per record
 *     checkpoint         ours: how many records are known to be in these files, and how the writer left the day
 *     repair-1/          ours: what a repair replaced, see {@code Replacements}
 *     rebuild            ours: while index or checksums are made anew
 *   journal              ours: a ring of the commits since the checkpoint
 *   journal.unapplied    ours: one that could not be applied as a whole, for a person to look at
 *   lock                 ours: held by the writer, with its process id as text
 *   lineage              ours: the log's id, zone, epochs, and the newest removed day, as text
 *   gaps                 ours: what is missing from a mirror, as text; only if something is
 *   producers            ours: which records are which producer's; only if a record was noted to be somebody's
 *   .deleted-20261101/   a day that was deleted while it was being read
 * </pre>
 *
 * <p>{@code Layout} has the bytes of {@code index}, {@code data*} and {@code crc32c}, {@code Checkpoint} and
 * {@code Journal} those of their files. A record's bytes are in its data file before its entry is in {@code index}, and
 * nothing is preallocated there: programs that know only those files read them while they are written. They pass over the
 * files that are ours, and a folder without ours opens all the same.
 *
 * <p><b>Checksums.</b> A record's is the CRC32C of its header and payload, as they are in the data file, and then of its
 * type, 2 bytes big-endian. {@code crc32c} may be shorter than the index says (another program appended), and what it
 * has beyond the index means nothing.
 *
 * <p><b>Writing</b> ({@code FileLogWriter}, {@code DayAppender}): records are staged in memory. Under {@code fsync=commit} a
 * commit writes data and checksums, then a block in the {@code Journal} and one fdatasync, then the index; so nobody, in any
 * process, sees what is not durable. Of staging that overflowed (4 MiB) data and checksums are
 * forced themselves, and the block is of its header alone. Under the other policies a commit is the three writes. Last, {@code count()} moves.
 *
 * <p><b>Notes of producers</b> ({@code Producers}, {@code ProducersFile}) are written before the records they tell of, under {@code
 * fsync=commit} durably, so that no such record is in the log without its note. The reverse is found when the first day is opened:
 * a note counts as far as the day has records with the noted checksums ({@code NotedRecords}). The notes of a refused commit stay
 * until the next one, since a crash can bring its records back, and are cut off before others get their ids. Under the other
 * policies a loss of power can take notes of records that were not durable, or that are: what is sent again then is appended again.
 *
 * <p>A checkpoint ({@code Checkpointer}, on a helper thread) forces the files, notes how far in {@code checkpoint}, and frees the
 * ring: at half a ring, at the interval, and when a day is left or finished.
 *
 * <p><b>Opening</b>: {@code JournalReplay} puts the ring's records back when a writer begins, {@code DayRecovery} brings a day in
 * order when it is opened. What the checkpoint says is there is derived if it is missing, or the day is not opened; what lies
 * beyond is walked record by record ({@code RecordWalk}), and a torn tail is cut off.
 *
 * <p><b>Verifying</b> ({@code DayVerification}) looks at every byte of a day, and a <b>repair</b> ({@code DayRepair}) mends it. An
 * index entry tells of a record, and so do its checksum, its bytes, and where its neighbours are; a repair believes what the
 * others agree on ({@code RecordRepair}). A record that contradicts its checksum is neither cut nor blessed: it stays, and
 * cursors refuse it, until a copy has it. The day opens again all the same, but where a data file that is not the last one
 * ends with a record that is not whole.
 *
 * <p><b>Reading</b> ({@code FileCursor}): all files are mapped in long-lived chunks, and nothing is touched past what is
 * committed.
 */
package io.remotelog.storage.filelog;
