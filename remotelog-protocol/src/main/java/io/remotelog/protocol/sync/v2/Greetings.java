package io.remotelog.protocol.sync.v2;

/** The texts by which both sides agree on this version, in greetings that are frames of version 1. */
public final class Greetings {
    private static final String VERSION = "remotelog/2";

    private Greetings() {}

    /** What a replica greets with. */
    public static String ofReplica() {
        return VERSION;
    }

    /** Whether who greets so wants this version, or one that goes on from it. */
    public static boolean isOfReplica(String text) {
        return text.equals(VERSION) || text.startsWith(VERSION + " ");
    }

    /** What a master answers, with what the proofs of the link are to be about. */
    public static String ofMaster(String nonce) {
        return VERSION + " " + nonce;
    }

    /** Whether a master that answers so has agreed on this version. */
    public static boolean isOfMaster(String text) {
        return text.startsWith(VERSION + " ");
    }

    /** The nonce of a master's answer. */
    public static String nonceOf(String text) {
        return text.substring(VERSION.length() + 1);
    }

    /** What nobody can foresee. */
    public static String nonce() {
        return Proof.nonce();
    }
}
