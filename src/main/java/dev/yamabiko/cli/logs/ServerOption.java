package dev.yamabiko.cli.logs;

import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.ServerAddress;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that names the node to call. For one command. */
final class ServerOption {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            converter = Address.class,
            description = "The node to call (default: 127.0.0.1:8080).")
    private ServerAddress server = new ServerAddress("127.0.0.1", ServerAddress.DEFAULT_PORT);

    /** A client for it. */
    HubClient client() {
        return new HubClient(List.of(server));
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
