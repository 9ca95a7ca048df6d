package io.remotelog.protocol.sync.v2;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows the other side that this one has the token, without sending it: HMAC-SHA256, in hexadecimal digits, over who says it
 * and what both sides threw in, so that no answer can be used twice, nor for the other role.
 */
final class Proof {
    private static final int NONCE_BYTES = 16;
    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{32}");
    private static final String ALGORITHM = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Proof() {}

    /** What nobody can foresee, in hexadecimal digits. */
    static String nonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    static String requireNonce(String nonce) {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException(
                    "nonce of " + nonce.length() + " characters, want 32 hexadecimal digits");
        }
        return nonce;
    }

    static String ofReplica(byte[] token, String masterNonce, String replicaNonce, String name) {
        return mac(token, "remotelog/2 replica", masterNonce, replicaNonce, name);
    }

    static String ofMaster(byte[] token, String masterNonce, String replicaNonce) {
        return mac(token, "remotelog/2 master", masterNonce, replicaNonce);
    }

    /** In the same time wherever they differ. */
    static boolean isSame(String got, String want) {
        return MessageDigest.isEqual(got.getBytes(StandardCharsets.UTF_8), want.getBytes(StandardCharsets.UTF_8));
    }

    private static String mac(byte[] token, String... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(token, ALGORITHM));
            for (String part : parts) {
                // A line each: none of them holds a line end, so no two lists of parts are the same bytes.
                mac.update((part + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
