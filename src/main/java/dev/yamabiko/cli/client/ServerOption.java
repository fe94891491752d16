package dev.yamabiko.cli.client;

import dev.yamabiko.cli.terminal.CommandFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that name the nodes to call, and how. For one command. */
public final class ServerOption {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = Url.class,
            description =
                    "A node to call (default: 127.0.0.1:8080); https://HOST:PORT: encrypted. Several, also joined by"
                            + " commas: one of them, and another where that fails; what nodes say of each other is"
                            + " used, too.")
    private List<HubUrl> servers = List.of(new HubUrl(new ServerAddress("127.0.0.1", ServerAddress.DEFAULT_PORT), ""));

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "Encrypt, and trust nodes whose certificates these have signed (PEM; default: those of the login,"
                            + " else those Java trusts).")
    private @Nullable Path authorities;

    @Option(names = "--cert", paramLabel = "FILE", description = "Encrypt, and show this certificate (PEM).")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "The private key of --cert (PEM).")
    private @Nullable Path key;

    @Option(
            names = "--logins",
            paramLabel = "FILE",
            description = "Where `yamabiko login` keeps logins (default: yamabiko/logins.json in $XDG_CONFIG_HOME, or"
                    + " ~/.config). A token in $YAMABIKO_TOKEN wins over it.")
    private @Nullable Path logins;

    /** A client for them, as whoever is logged in at the first of them. */
    public HubClient client() {
        String token = System.getenv("YAMABIKO_TOKEN");
        if (token != null && !token.isEmpty()) {
            return client(client -> token);
        }
        LoginFile.Entry login = loginFile().find(name());
        if (login != null && login.encrypted() && !tls().enabled()) {
            throw new CommandFailure("--server: http:// (expected: https://, as it was at the login)");
        }
        return client(login());
    }

    /** A client for them. */
    public HubClient client(Credentials credentials) {
        return new HubClient(servers.stream().map(HubUrl::address).toList(), tls(), credentials);
    }

    /** The login at the first of them. */
    public KeptLogin login() {
        return new KeptLogin(loginFile(), name(), Clock.systemUTC());
    }

    /** Where logins are kept. */
    public LoginFile loginFile() {
        return new LoginFile(logins == null ? LoginFile.usual() : logins);
    }

    /** What the login at the first of them is kept under. */
    public String name() {
        return servers.get(0).address().toString();
    }

    /** How connections are encrypted: as the options say, else as they were at the login. */
    public ClientTls tls() {
        ClientTls said = said();
        LoginFile.Entry login = loginFile().find(name());
        if (login == null || !login.encrypted() || said.authorities() != null || schemes("http")) {
            return readable(said);
        }
        return readable(new ClientTls(true, login.tls().authorities(), said.certificate(), said.key()));
    }

    /** Refuses to send a secret past those who listen, unless {@code http://} says that there are none. */
    public void keepSecret() {
        if (tls().enabled()) {
            return;
        }
        for (HubUrl url : servers) {
            if (url.scheme().isEmpty() && !url.address().isLocal()) {
                throw new CommandFailure("--server: " + url.address() + ", not encrypted (expected: https:// or --ca;"
                        + " or http://, where nobody listens)");
            }
        }
    }

    private static ClientTls readable(ClientTls tls) {
        Stream.of(tls.authorities(), tls.certificate(), tls.key())
                .filter(Objects::nonNull)
                .filter(file -> !Files.isReadable(file))
                .forEach(file -> {
                    throw new CommandFailure(file + ": cannot be read (expected: a PEM file)");
                });
        return tls;
    }

    private ClientTls said() {
        boolean encrypted = authorities != null || certificate != null || schemes("https");
        if (encrypted && schemes("http")) {
            throw new CommandFailure("--server: http:// (expected: https://, with --ca, --cert or another https://)");
        }
        if ((certificate == null) != (key == null)) {
            throw new CommandFailure("--cert and --key: one of them (expected: both or neither)");
        }
        return new ClientTls(encrypted, authorities, certificate, key);
    }

    private boolean schemes(String scheme) {
        return servers.stream().anyMatch(url -> url.scheme().equals(scheme));
    }

    /** Reads a node from the command line. */
    static final class Url implements ITypeConverter<HubUrl> {
        @Override
        public HubUrl convert(String text) {
            try {
                return HubUrl.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
