package io.remotelog.sdk;

import java.util.concurrent.CompletableFuture;

/** What a sender of a record is given: the receipt to come. */
final class PendingReceipt extends CompletableFuture<Receipt> {
    /** The record's own call, if it went that way; of the sending thread. */
    SendCall call;
}
