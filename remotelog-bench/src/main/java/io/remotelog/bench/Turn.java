package io.remotelog.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Holds an iteration back until it is its benchmark's turn, if this JVM was forked by {@link Rounds}; otherwise does nothing.
 *
 * <p>Other states depend on it, so that it comes before what they set up for an iteration and after what they clear away.
 */
@State(Scope.Benchmark)
public class Turn {
    /** The system property that has {@link Rounds}' port and this benchmark's number, as {@code PORT/NUMBER}. */
    static final String PROPERTY = "remotelog.bench.turn";

    /** What goes to and fro: the turn is given, or is over. */
    static final int SIGNAL = 1;

    private Socket rounds;

    /** Waits for the turn; the first time, all that is set up once has been set up before. */
    @Setup(Level.Iteration)
    public void await() throws IOException {
        String given = System.getProperty(PROPERTY);
        if (given == null) {
            return;
        }
        if (rounds == null) {
            String[] portAndNumber = given.split("/", 2);
            rounds = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(portAndNumber[0]));
            rounds.getOutputStream().write(Integer.parseInt(portAndNumber[1]));
        }
        if (rounds.getInputStream().read() != SIGNAL) {
            throw new EOFException("the rounds were broken off");
        }
    }

    /** Gives the turn back. */
    @TearDown(Level.Iteration)
    public void over() throws IOException {
        if (rounds != null) {
            rounds.getOutputStream().write(SIGNAL);
        }
    }

    /** Hangs up. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        if (rounds != null) {
            rounds.close();
        }
    }
}
