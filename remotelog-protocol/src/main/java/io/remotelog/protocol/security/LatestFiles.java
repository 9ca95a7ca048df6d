package io.remotelog.protocol.security;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what was made of the newest usable state of some files. Any thread; one at a time looks, the others do not wait. */
final class LatestFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LatestFiles.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TlsFileSet files;
    private final Maker maker;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile SslContext context;
    private volatile long lookedAtNanos;

    /** Of what was read last, usable or not. Guarded by {@link #looking}, as the next ones. */
    private byte[] digest;

    private boolean usable = true;
    private String toldFailure;
    private String ownCertificate = "no certificate of its own";

    private LatestFiles(TlsFileSet files, Maker maker, LongSupplier nanos) {
        this.files = files;
        this.maker = maker;
        this.nanos = nanos;
    }

    /** Makes something of the content of files. */
    interface Maker {
        SslContext make(Map<SmallFile, byte[]> content) throws IOException;
    }

    /** Reads the files for the first time: what cannot be used is an error. */
    static LatestFiles read(TlsFileSet files, Maker maker, LongSupplier nanos) throws IOException {
        LatestFiles latest = new LatestFiles(files, maker, nanos);
        latest.lookedAtNanos = nanos.getAsLong();
        Map<SmallFile, byte[]> content = latest.content();
        latest.digest = digest(content);
        latest.use(content);
        return latest;
    }

    /** What was made last, without a look at the files. */
    SslContext inUse() {
        return context;
    }

    /** What is made of the files as they are, or were a second ago. */
    SslContext get() {
        long now = nanos.getAsLong();
        if (now - lookedAtNanos >= LOOK_NANOS && looking.tryLock()) {
            try {
                lookedAtNanos = now;
                look();
            } finally {
                looking.unlock();
            }
        }
        return context;
    }

    private void look() {
        try {
            Map<SmallFile, byte[]> content = content();
            byte[] found = digest(content);
            if (!Arrays.equals(found, digest)) {
                // Before it is used: what cannot be used is not tried again until it changes.
                digest = found;
                usable = false;
                use(content);
                usable = true;
                LOG.info("TLS files have changed, new connections use them: {}", ownCertificate);
            }
            if (usable) {
                toldFailure = null;
            }
        } catch (IOException | RuntimeException e) {
            String failure = e.getMessage() == null ? e.toString() : e.getMessage();
            if (!failure.equals(toldFailure)) {
                toldFailure = failure;
                LOG.warn("{}. New connections go on with what was read before", failure);
            }
        }
    }

    private void use(Map<SmallFile, byte[]> content) throws IOException {
        SslContext made = maker.make(content);
        Optional<OwnCertificate> own = files.ownCertificate(content);
        if (own.isPresent()) {
            tellOwn(own.get());
        }
        context = made;
    }

    private void tellOwn(OwnCertificate own) throws IOException {
        X509Certificate certificate = own.chain().get(0);
        Instant end = certificate.getNotAfter().toInstant();
        ownCertificate = "certificate of " + certificate.getSubjectX500Principal() + " until " + end;
        SmallFile keyFile = files.own().orElseThrow().key();
        if (keyFile.isReadableByEveryone()) {
            LOG.warn("{} can be read by everyone on this machine: chmod 600 {}", keyFile, keyFile.path());
        }
        try {
            certificate.checkValidity();
        } catch (java.security.cert.CertificateException e) {
            LOG.warn(
                    "{} is valid from {} to {} only: the other side will refuse it",
                    files.own().orElseThrow().certificate(),
                    certificate.getNotBefore().toInstant(),
                    end);
        }
    }

    private Map<SmallFile, byte[]> content() throws IOException {
        Map<SmallFile, byte[]> content = new LinkedHashMap<>();
        for (SmallFile file : files.files()) {
            content.put(file, file.read());
        }
        return content;
    }

    private static byte[] digest(Map<SmallFile, byte[]> content) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] bytes : content.values()) {
                sha.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha.update(bytes);
            }
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return ownCertificate;
    }
}
