package io.remotelog.protocol.security;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * A certificate with those that lead to its CA, and its key, which was seen to fit.
 *
 * @param key the key of the first certificate
 * @param chain the own certificate first
 */
record OwnCertificate(PrivateKey key, List<X509Certificate> chain) {
    private static final byte[] SIGNED =
            "does this key belong to this certificate?".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    /** Others, such as Ed25519, can be loaded, and then no handshake by BoringSSL succeeds. */
    private static final Set<String> KINDS = Set.of("EC", "RSA");

    private static final String WANT = "EC (P-256) or RSA";

    /** Reads both files' content. */
    static OwnCertificate parse(SmallFile certificateFile, byte[] certificates, SmallFile keyFile, byte[] key)
            throws IOException {
        List<X509Certificate> chain = Pem.parse(certificateFile, certificates).certificates();
        PublicKey publicKey = chain.get(0).getPublicKey();
        if (!KINDS.contains(publicKey.getAlgorithm())) {
            throw certificateFile.bad("has a key of the kind " + publicKey.getAlgorithm(), WANT);
        }
        PrivateKey privateKey = Pem.parse(keyFile, key).privateKey(publicKey);
        if (!fits(publicKey, privateKey)) {
            throw keyFile.bad(
                    "is not the key of " + certificateFile.path(), "the key that the certificate was made with");
        }
        return new OwnCertificate(privateKey, chain);
    }

    private static boolean fits(PublicKey publicKey, PrivateKey privateKey) throws IOException {
        try {
            Signature signer = Signature.getInstance(signature(publicKey));
            signer.initSign(privateKey);
            signer.update(SIGNED);
            Signature verifier = Signature.getInstance(signature(publicKey));
            verifier.initVerify(publicKey);
            verifier.update(SIGNED);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "TLS certificate of the kind " + publicKey.getAlgorithm() + " cannot be used: " + e.getMessage()
                            + ", want " + WANT,
                    e);
        }
    }

    private static String signature(PublicKey key) {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }
}
