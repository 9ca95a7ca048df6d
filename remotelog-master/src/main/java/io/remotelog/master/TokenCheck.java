package io.remotelog.master;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.remotelog.protocol.security.BearerToken;
import io.remotelog.protocol.security.FewLines;
import io.remotelog.protocol.security.Token;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses calls that do not show the token, before their message is read. Any thread. */
final class TokenCheck implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(TokenCheck.class);

    private final Token token;
    private final FewLines lines = new FewLines();

    TokenCheck(Token token) {
        this.token = token;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (BearerToken.shows(headers, token)) {
            return next.startCall(call, headers);
        }
        String reason = headers.containsKey(BearerToken.KEY) ? "another token than the master's" : "no token";
        SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        if (lines.mayTell(from)) {
            LOG.warn("port for applications: call of {} refused: it shows {}", from, reason);
        }
        call.close(
                Status.UNAUTHENTICATED.withDescription(
                        "the call shows " + reason + ", want the one that the master has (--token-file)"),
                new Metadata());
        return new ServerCall.Listener<>() {};
    }
}
