package dev.yamabiko.cli.user;

import dev.yamabiko.AuditFile;
import dev.yamabiko.UserParts;
import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.config.ConfigException;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.auth.AuditLine;
import dev.yamabiko.proto.user.v1.UpdateUserRequest;
import dev.yamabiko.proto.user.v1.User;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.user.UserStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say where users are. For one command. */
final class UserPlace {

    private static final int ATTEMPTS = 5;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Not through a hub, but in the data folder of one, whether it runs or not.")
    private @Nullable Path data;

    @Option(names = "--database", paramLabel = "URL", description = "The same in the database of a hub.")
    private @Nullable String database;

    @Option(names = "--config", paramLabel = "FILE", description = "The same, where the configuration of a hub says.")
    private @Nullable Path config;

    /** The users that are there. */
    UserBook open(Terminal terminal, RandomGenerator random, Pause pause) {
        verbosity.applyToClient();
        if (data != null || database != null || config != null) {
            return kept();
        }
        server.keepSecret();
        HubClient client = server.client();
        Comeback comeback = new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause);
        return new HubUsers(client, new Question(client, comeback));
    }

    /** The user; throws where there is none. */
    static User find(UserBook users, String who) throws InterruptedException {
        User user = users.find(who);
        if (user == null) {
            throw new CommandFailure(who + ": no such user (expected: an id, or an email)");
        }
        return user;
    }

    /** A change of a user that leaves it as it is, but for what is set. */
    static UpdateUserRequest.Builder change(User user) {
        return UpdateUserRequest.newBuilder()
                .setId(user.getId())
                .setName(user.getName())
                .setPhone(user.getPhone());
    }

    /** The id that the text is; 0: none. */
    static int id(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    /** Where the data folder is said: a database alone has no such file. */
    private void note(HubConfig settings, Action action, int id) {
        if ((data == null && config == null) || !settings.auth().audit().enabled()) {
            return;
        }
        String who = "local:" + System.getProperty("user.name", "");
        try {
            AuditFile.add(
                    Path.of(settings.data()),
                    AuditLine.beside(who, "yamabiko user", action.name(), "users/" + id),
                    Clock.systemUTC());
        } catch (IOException error) {
            throw new CommandFailure("done, but not written down: " + error.getMessage(), error);
        }
    }

    private UserBook kept() {
        try {
            HubConfig settings = HubConfig.load(config).with(null, null, data).with(false, database);
            UserStore store = UserParts.store(settings, Clock.systemUTC());
            if (store == null) {
                throw new CommandFailure("journal.database: not set (expected: the one that the nodes share)");
            }
            return new KeptUsers(
                    store,
                    UserParts.hasher(settings.users(), new SecureRandom()),
                    (action, id) -> note(settings, action, id));
        } catch (ConfigException | IllegalArgumentException wrong) {
            throw new CommandFailure(String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
