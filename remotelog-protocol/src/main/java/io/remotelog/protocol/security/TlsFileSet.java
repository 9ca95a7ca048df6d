package io.remotelog.protocol.security;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The files of one side's TLS, and how an {@link SslContext} is made of what is in them.
 *
 * @param own certificate and key, both or none
 * @param ca whom to trust; empty: on the side that dials those of the JDK, else nobody is asked for a certificate
 * @param server whether it is the side that listens
 */
record TlsFileSet(Optional<Own> own, Optional<SmallFile> ca, boolean server) {
    /** The only one: nothing older is needed, and so nothing older can be fallen back to. */
    private static final String PROTOCOL = "TLSv1.3";

    /** After so long a session is not resumed, but the certificates are looked at again. */
    private static final int SESSION_SECONDS = 60;

    /** Certificate and key. */
    record Own(SmallFile certificate, SmallFile key) {
        private static Own of(KeyFiles files) {
            return new Own(
                    new SmallFile("TLS certificate", files.certificate()), new SmallFile("TLS key", files.key()));
        }
    }

    static TlsFileSet of(ServerTlsFiles files) {
        return new TlsFileSet(Optional.of(Own.of(files.own())), files.clientCa().map(TlsFileSet::ca), true);
    }

    static TlsFileSet of(ClientTlsFiles files) {
        return new TlsFileSet(files.own().map(Own::of), files.serverCa().map(TlsFileSet::ca), false);
    }

    private static SmallFile ca(java.nio.file.Path path) {
        return new SmallFile("TLS CA", path);
    }

    List<SmallFile> files() {
        return Stream.concat(own.stream().flatMap(each -> Stream.of(each.certificate(), each.key())), ca.stream())
                .toList();
    }

    /** Makes the context. */
    SslContext context(Map<SmallFile, byte[]> content, SslProvider provider, ApplicationProtocolConfig protocols)
            throws IOException {
        Optional<OwnCertificate> certificate = ownCertificate(content);
        SslContextBuilder builder = server ? serverBuilder(certificate.orElseThrow()) : clientBuilder(certificate);
        if (ca.isPresent()) {
            List<X509Certificate> trusted =
                    Pem.parse(ca.get(), content.get(ca.get())).certificates();
            builder.trustManager(trusted);
        }
        try {
            return builder.sslProvider(provider)
                    .protocols(PROTOCOL)
                    .applicationProtocolConfig(protocols)
                    .sessionTimeout(SESSION_SECONDS)
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IOException("TLS cannot be set up from " + files() + ": " + TlsFailures.text(e), e);
        }
    }

    /** The own certificate, if one is set. */
    Optional<OwnCertificate> ownCertificate(Map<SmallFile, byte[]> content) throws IOException {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        SmallFile certificate = own.get().certificate();
        SmallFile key = own.get().key();
        return Optional.of(OwnCertificate.parse(certificate, content.get(certificate), key, content.get(key)));
    }

    private SslContextBuilder serverBuilder(OwnCertificate certificate) {
        return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                .clientAuth(ca.isPresent() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    }

    private static SslContextBuilder clientBuilder(Optional<OwnCertificate> certificate) {
        SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS");
        certificate.ifPresent(each -> builder.keyManager(each.key(), each.chain()));
        return builder;
    }
}
