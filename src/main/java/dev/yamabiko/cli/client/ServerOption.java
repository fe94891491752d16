package dev.yamabiko.cli.client;

import java.util.List;
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

    /** A client for them. */
    public HubClient client() {
        return new HubClient(servers);
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
