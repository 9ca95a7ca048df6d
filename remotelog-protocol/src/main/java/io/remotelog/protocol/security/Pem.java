package io.remotelog.protocol.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM file (RFC 7468). Text between them is passed over, as OpenSSL writes some. */
final class Pem {
    private static final Pattern BEGIN = Pattern.compile("-----BEGIN (?:([A-Z0-9 ]+)-----)?");
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String WANT_KEY = "one block BEGIN PRIVATE KEY (PKCS#8, no passphrase);"
            + " to convert: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    private final SmallFile file;
    private final List<Block> blocks;

    private Pem(SmallFile file, List<Block> blocks) {
        this.file = file;
        this.blocks = blocks;
    }

    /** What is between a beginning and its end, which is base64 where it is of use here. */
    private static final class Block {
        private final String label;
        private final String text;

        private Block(String label, String text) {
            this.label = label;
            this.text = text;
        }
    }

    /**
     * Splits what was read from the file.
     *
     * @throws IOException if a block has no end: what a half-written file has before it is not all
     */
    static Pem parse(SmallFile file, byte[] content) throws IOException {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        List<Block> blocks = new ArrayList<>();
        Matcher begin = BEGIN.matcher(text);
        for (int from = 0; begin.find(from); ) {
            String label = begin.group(1);
            String endLine = "-----END " + label + "-----";
            int end = text.indexOf(endLine, begin.end());
            if (label == null || end < 0) {
                throw file.bad("block " + (blocks.size() + 1) + " has no end", "whole PEM blocks");
            }
            blocks.add(new Block(label, text.substring(begin.end(), end)));
            from = end + endLine.length();
        }
        return new Pem(file, blocks);
    }

    private byte[] der(Block block) throws IOException {
        try {
            byte[] base64 = block.text.replaceAll("\\s", "").getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw file.bad("block " + block.label + " is not base64 (" + e.getMessage() + ")", "PEM", e);
        }
    }

    /** All certificates, one at least. */
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Block block : blocks) {
                if (block.label.equals("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der(block))));
                }
            }
        } catch (GeneralSecurityException e) {
            throw file.bad(
                    "certificate " + (certificates.size() + 1) + " cannot be read (" + e.getMessage() + ")",
                    "X.509 certificates",
                    e);
        }
        if (certificates.isEmpty()) {
            throw file.bad("has no whole certificate (" + labels() + ")", "PEM, BEGIN CERTIFICATE");
        }
        return certificates;
    }

    /** The private key; its certificate says of which kind it is. */
    PrivateKey privateKey(PublicKey publicKey) throws IOException {
        List<Block> keys =
                blocks.stream().filter(block -> block.label.equals(PRIVATE_KEY)).toList();
        if (keys.size() != 1) {
            throw file.bad("has " + keys.size() + " such keys (" + labels() + ")", WANT_KEY);
        }
        try {
            return KeyFactory.getInstance(publicKey.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(der(keys.get(0))));
        } catch (GeneralSecurityException e) {
            throw file.bad(
                    "is no readable key of the kind " + publicKey.getAlgorithm(),
                    "the key of the certificate",
                    withoutContent(e));
        }
    }

    /** Messages of key factories may quote what they were given. */
    private static Throwable withoutContent(GeneralSecurityException e) {
        return new GeneralSecurityException(e.getClass().getName());
    }

    private String labels() {
        return blocks.isEmpty()
                ? "no PEM block at all"
                : String.join(", ", blocks.stream().map(block -> block.label).toList());
    }
}
