package dev.yamabiko.cli.client;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that names the nodes to call. For one command. */
public final class ServerOption {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            split = ",",
            converter = Address.class,
            description = "A node to call (default: 127.0.0.1:8080). Several, also joined by commas: one of them, and"
                    + " another where that fails; what nodes say of each other is used, too.")
    private List<ServerAddress> servers = List.of(new ServerAddress("127.0.0.1", ServerAddress.DEFAULT_PORT));

    @Option(
            names = "--logins",
            paramLabel = "FILE",
            description = "Where `yamabiko login` keeps logins (default: yamabiko/logins.json in $XDG_CONFIG_HOME, or"
                    + " ~/.config). A token in $YAMABIKO_TOKEN wins over it.")
    private @Nullable Path logins;

    /** A client for them. */
    public HubClient client() {
        String token = System.getenv("YAMABIKO_TOKEN");
        return token != null && !token.isEmpty()
                ? new HubClient(servers, client -> token)
                : new HubClient(servers, login());
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
        return servers.get(0).toString();
    }

    /** Reads an address from the command line. */
    static final class Address implements ITypeConverter<ServerAddress> {
        @Override
        public ServerAddress convert(String text) {
            try {
                return ServerAddress.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
