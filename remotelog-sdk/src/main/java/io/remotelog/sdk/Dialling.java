package io.remotelog.sdk;

import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContext;
import io.remotelog.protocol.security.BearerToken;
import io.remotelog.protocol.security.ReloadingSslContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Makes channels to a master: with TLS and the token that are configured, given up when the link is silent. Any thread. */
final class Dialling {
    /** A link that brings nothing for so long, while something is due, is asked for a sign of life. */
    private static final int KEEP_ALIVE_SECONDS = 20;

    /** And is given up if none comes for so long: its calls fail, and the next ones get a new connection. */
    private static final int KEEP_ALIVE_TIMEOUT_SECONDS = 10;

    private final RemoteLogConfig config;
    private final Optional<SslContext> tls;

    /**
     * Reads the files of TLS.
     *
     * @throws IOException if one cannot be used; the message names it
     */
    Dialling(RemoteLogConfig config) throws IOException {
        this.config = config;
        this.tls = config.security().tls().isPresent()
                ? Optional.of(
                        ReloadingSslContext.ofGrpcClient(config.security().tls().get()))
                : Optional.empty();
    }

    NettyChannelBuilder channel() {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(config.host(), config.port())
                .directExecutor()
                // Transparent retries included: those resend what gRPC believes unseen, and order would be lost.
                .disableRetry()
                .disableServiceConfigLookUp()
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        config.security().token().ifPresent(token -> {
            Metadata shown = new Metadata();
            shown.put(BearerToken.KEY, BearerToken.of(token));
            builder.intercept(MetadataUtils.newAttachHeadersInterceptor(shown));
        });
        return builder;
    }
}
