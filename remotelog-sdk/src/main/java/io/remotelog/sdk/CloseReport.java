package io.remotelog.sdk;

/**
 * What became of the records that were given to a {@link RemoteLog}, when it was closed.
 *
 * @param acknowledged those that the master says it has
 * @param notSent those that were accepted, and never sent
 * @param refused those that the master refused
 * @param unknown those that were sent and not answered: they may be in the log
 * @param dropped those that were not accepted, as there was no room for them
 * @param spilled those that are in the spill, and are sent by the next start: of earlier ones, too
 */
public record CloseReport(long acknowledged, long notSent, long refused, long unknown, long dropped, long spilled) {

    /** Whether the master has every record. */
    public boolean isComplete() {
        return notSent == 0 && refused == 0 && unknown == 0 && dropped == 0 && spilled == 0;
    }
}
