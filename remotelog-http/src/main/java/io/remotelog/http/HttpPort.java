package io.remotelog.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.remotelog.protocol.link.NetworkThreads;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that answers {@code GET /metrics}, {@code /health/live} and {@code /health/ready}, for whoever can reach it: there is no
 * TLS and no password, so it belongs on an address of the inside. Any thread.
 *
 * <p>It holds {@value HttpRequests#MAX_CONNECTIONS} connections at most, each for {@value #IDLE_SECONDS} s after its last request,
 * and takes no request with a body.
 */
public final class HttpPort implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);

    static final int IDLE_SECONDS = 60;
    private static final int WRITE_SECONDS = 10;
    private static final int MAX_BODY_BYTES = 1024;

    private final NetworkThreads threads;
    private final Channel listener;
    private final String host;

    private HttpPort(NetworkThreads threads, Channel listener, String host) {
        this.threads = threads;
        this.listener = listener;
        this.host = host;
    }

    /**
     * Begins to answer.
     *
     * @param address port 0 takes a free one
     * @throws IOException if the address cannot be listened on
     */
    public static HttpPort start(InetSocketAddress address, Observed observed) throws IOException {
        // One: what it asks for may read the disk, and waits for nobody.
        NetworkThreads threads = new NetworkThreads("remotelog-http", 1);
        HttpRequests requests = new HttpRequests(observed);
        ChannelFuture bound = new ServerBootstrap()
                .group(threads.group())
                .channel(threads.serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                                .addLast(new WriteTimeoutHandler(WRITE_SECONDS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpServerKeepAliveHandler())
                                .addLast(new HttpObjectAggregator(MAX_BODY_BYTES, true))
                                .addLast(requests);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            threads.close();
            throw new IOException(
                    "cannot listen for HTTP on " + NetworkThreads.text(address) + ": "
                            + NetworkThreads.reason(bound.cause())
                            + ". Choose another --http-port or --http-host, or stop who has it",
                    bound.cause());
        }
        HttpPort port = new HttpPort(threads, bound.channel(), address.getHostString());
        LOG.info("metrics and health on {}", NetworkThreads.text(port.address()));
        return port;
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return InetSocketAddress.createUnresolved(host, ((InetSocketAddress) listener.localAddress()).getPort());
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        threads.close();
    }
}
