package io.remotelog.cli;

import io.remotelog.protocol.security.ClientSecurity;
import io.remotelog.protocol.security.ClientTlsFiles;
import io.remotelog.protocol.security.KeyFiles;
import io.remotelog.protocol.security.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how a connection is protected, of a command that dials. */
final class ClientSecurityOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--tls",
            description =
                    "Speak TLS 1.3; the master's certificate is of a CA that the JDK trusts, and for the host dialled.")
    private boolean tls;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description =
                    "The same, with a certificate of one of these CAs (PEM). A changed file is used without a restart.")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Show the master this certificate (PEM, with those up to the CA's); implies --tls.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key: PEM, no passphrase.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Show the master the token in this file: a line of " + Token.MIN_BYTES + " to "
                    + Token.MAX_BYTES + " characters.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--insecure",
            description = "Show the token to another machine even without TLS, in clear text."
                    + " A replica also listens to other machines with nothing that keeps strangers out.")
    private boolean insecure;

    /** What was asked for; reads the token. */
    ClientSecurity read() throws IOException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(
                    command.commandLine(), "--tls-cert and --tls-key go together: want both, or neither");
        }
        Optional<ClientTlsFiles> files = tls || ca.isPresent() || certificate.isPresent()
                ? Optional.of(new ClientTlsFiles(ca, certificate.map(file -> new KeyFiles(file, key.orElseThrow()))))
                : Optional.empty();
        return new ClientSecurity(files, Token.read(tokenFile), insecure);
    }
}
