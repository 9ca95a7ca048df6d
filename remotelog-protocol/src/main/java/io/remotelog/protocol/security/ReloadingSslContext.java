package io.remotelog.protocol.security;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 of one side, made of PEM files: each connection gets what the files hold when it comes.
 *
 * <p>When a connection comes the files are looked at, if that was a second ago or longer. If they have changed, the context is
 * made anew as a whole, and with it the keys of session tickets: no session of the old one can be resumed, so nobody gets
 * in by a CA that was replaced. Files that cannot be used, such as ones half-written, leave the old context in use, and
 * are told of once. Connections that are, stay. Any thread.
 */
public final class ReloadingSslContext extends SslContext {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadingSslContext.class);

    /** HTTP/2, which gRPC is. Replicas ask for no protocol, and need none. */
    private static final String HTTP_2 = "h2";

    private final LatestFiles latest;

    private ReloadingSslContext(LatestFiles latest) {
        this.latest = latest;
    }

    /**
     * For a side that listens: a port of gRPC, of the sync protocol, or both.
     *
     * @throws IOException if a file cannot be used; the message names it, and what it should be
     */
    public static ReloadingSslContext ofServer(ServerTlsFiles files) throws IOException {
        return load(TlsFileSet.of(files), provider(), HTTP_2, System::nanoTime);
    }

    /**
     * For a replica.
     *
     * @throws IOException if a file cannot be used; the message names it, and what it should be
     */
    public static ReloadingSslContext ofReplica(ClientTlsFiles files) throws IOException {
        return load(TlsFileSet.of(files), provider(), null, System::nanoTime);
    }

    /**
     * For a client of gRPC.
     *
     * @throws IOException if a file cannot be used; the message names it, and what it should be
     */
    public static ReloadingSslContext ofGrpcClient(ClientTlsFiles files) throws IOException {
        return load(TlsFileSet.of(files), provider(), HTTP_2, System::nanoTime);
    }

    static ReloadingSslContext load(TlsFileSet files, SslProvider provider, String protocol, LongSupplier nanos)
            throws IOException {
        ApplicationProtocolConfig protocols = protocol == null
                ? ApplicationProtocolConfig.DISABLED
                : new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        List.of(protocol));
        LatestFiles latest = LatestFiles.read(files, content -> files.context(content, provider, protocols), nanos);
        LOG.info("TLS 1.3 by {}, {}", provider == SslProvider.OPENSSL ? "BoringSSL" : "the JDK", latest);
        return new ReloadingSslContext(latest);
    }

    /** BoringSSL where it loads: a link costs about a third of the processor's time. */
    private static SslProvider provider() {
        return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                ? SslProvider.OPENSSL
                : SslProvider.JDK;
    }

    @Override
    public boolean isClient() {
        return latest.inUse().isClient();
    }

    @Override
    public List<String> cipherSuites() {
        return latest.inUse().cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // The type is, and the method is abstract all the same.
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return latest.inUse().applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return latest.inUse().sessionContext();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return latest.get().newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        return latest.get().newEngine(allocator, host, port);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls) {
        return latest.get().newHandler(allocator);
    }

    @Override
    protected SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean startTls) {
        return latest.get().newHandler(allocator, host, port);
    }
}
