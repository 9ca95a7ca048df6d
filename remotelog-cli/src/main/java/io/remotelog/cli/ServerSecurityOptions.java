package io.remotelog.cli;

import io.remotelog.protocol.security.KeyFiles;
import io.remotelog.protocol.security.ServerSecurity;
import io.remotelog.protocol.security.ServerTlsFiles;
import io.remotelog.protocol.security.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say who may connect, of a command that listens. */
final class ServerSecurityOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Speak TLS 1.3 on both ports, with this certificate (PEM, with those up to the CA's)."
                    + " A changed file is used without a restart.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key: PEM, no passphrase.")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Let only those in that show a certificate of one of these CAs (PEM).")
    private Optional<Path> clientCa = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Let only those in that show the token in this file: a line of " + Token.MIN_BYTES + " to "
                    + Token.MAX_BYTES + " characters. Beside --tls-ca, both are wanted.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--insecure",
            description = "Listen to other machines even with none of --tls-ca, --token-file and --send-flag.")
    private boolean insecure;

    /** What was asked for; reads the token. */
    ServerSecurity read() throws IOException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new ParameterException(
                    command.commandLine(), "--tls-cert and --tls-key go together: want both, or neither");
        }
        if (clientCa.isPresent() && certificate.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--tls-ca goes with --tls-cert and --tls-key: want these, too");
        }
        return new ServerSecurity(
                certificate.map(file -> new ServerTlsFiles(new KeyFiles(file, key.orElseThrow()), clientCa)),
                Token.read(tokenFile),
                insecure);
    }
}
