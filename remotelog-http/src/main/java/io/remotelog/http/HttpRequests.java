package io.remotelog.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.TimeoutException;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests. The port's thread. */
@Sharable
final class HttpRequests extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpRequests.class);

    /** More are closed as they come. */
    static final int MAX_CONNECTIONS = 64;

    private static final String PATHS = "want /metrics, /health/live or /health/ready";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final ExpositionFormats formats = ExpositionFormats.init();
    private final AtomicInteger connections = new AtomicInteger();
    private final Observed observed;

    HttpRequests(Observed observed) {
        this.observed = observed;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (connections.incrementAndGet() > MAX_CONNECTIONS) {
            ChannelFuture unused = ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.decrementAndGet();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (!ctx.channel().isWritable()) {
            // It goes on asking without reading the answers, which must not pile up.
            ChannelFuture unused = ctx.close();
            return;
        }
        FullHttpResponse response = answer(ctx, request);
        HttpUtil.setContentLength(response, response.content().readableBytes());
        if (request.method().equals(HttpMethod.HEAD)) {
            response.content().clear();
        }
        ChannelFuture unused = ctx.writeAndFlush(response);
    }

    private FullHttpResponse answer(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return text(ctx, HttpResponseStatus.BAD_REQUEST, "this is no HTTP request");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            FullHttpResponse refusal = text(ctx, HttpResponseStatus.METHOD_NOT_ALLOWED, "want GET or HEAD");
            refusal.headers().set(HttpHeaderNames.ALLOW, "GET, HEAD");
            return refusal;
        }
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        return switch (path) {
            case "/metrics" -> metrics(ctx, request);
            case "/health/live" -> health(ctx, observed.notLive());
            case "/health/ready" -> health(ctx, observed.notReady());
            default -> text(ctx, HttpResponseStatus.NOT_FOUND, PATHS);
        };
    }

    private FullHttpResponse metrics(ChannelHandlerContext ctx, FullHttpRequest request) {
        ExpositionFormatWriter writer = formats.findWriter(request.headers().get(HttpHeaderNames.ACCEPT));
        ByteBuf body = ctx.alloc().buffer();
        try (ByteBufOutputStream out = new ByteBufOutputStream(body)) {
            writer.write(out, observed.metrics());
        } catch (IOException | RuntimeException e) {
            body.release();
            LOG.error("metrics cannot be told: {}", e.getMessage(), e);
            return text(ctx, HttpResponseStatus.INTERNAL_SERVER_ERROR, "the figures cannot be read; the log says why");
        }
        return response(HttpResponseStatus.OK, body, writer.getContentType());
    }

    private static FullHttpResponse health(ChannelHandlerContext ctx, Optional<String> trouble) {
        return trouble.isEmpty()
                ? text(ctx, HttpResponseStatus.OK, "ok")
                : text(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, trouble.get());
    }

    private static FullHttpResponse text(ChannelHandlerContext ctx, HttpResponseStatus status, String line) {
        ByteBuf body = ByteBufUtil.encodeString(ctx.alloc(), CharBuffer.wrap(line + "\n"), UTF_8);
        return response(status, body, TEXT);
    }

    private static FullHttpResponse response(HttpResponseStatus status, ByteBuf body, String contentType) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType).set("x-content-type-options", "nosniff");
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof TimeoutException)) {
            LOG.warn("a request was not answered: {}", cause.toString());
        }
        ChannelFuture unused = ctx.close();
    }
}
