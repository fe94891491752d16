package dev.yamabiko.cli.chat;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.ServerOption;
import dev.yamabiko.cli.terminal.ColorMode;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.cli.terminal.Verbosity;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.JoinOptions;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code yamabiko chat}: talks in a room. For one run. */
@Command(
        name = "chat",
        sortOptions = false,
        description = {
            "Talks in a room: what you type is said to everyone in it, from any node.",
            "/who says who is there, /quit leaves.",
            "A connection that breaks is made again: nothing is missed, and what you said is said once.",
            "Without a terminal it says the lines of standard input, and leaves when all of them have been heard."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:left, with /quit, Ctrl-D or Ctrl-C",
            "1:the hub cannot be reached, or refuses",
            "2:usage",
            "130:stopped with Ctrl-C, without a terminal"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  yamabiko chat tea --as ann",
            "  yamabiko chat tea --as ann --name 'Ann A.' --history 100",
            "  echo 'build 17 is out' | yamabiko chat builds --as ci --history 0"
        })
public final class ChatCommand implements Callable<Integer> {

    /** An hour of the longest pauses. */
    private static final int ATTEMPTS = 300;

    private final Terminal terminal;
    private final Clock clock;
    private final RandomGenerator random;
    private final Pause pause;

    @Mixin
    private final ServerOption server = new ServerOption();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    @Parameters(paramLabel = "ROOM", description = "Where to talk.")
    private String room = "";

    @Option(names = "--as", paramLabel = "NAME", required = true, description = "Who you are: your user id.")
    private String user = "";

    @Option(names = "--name", paramLabel = "TEXT", description = "What you want to be called.")
    private String displayName = "";

    @Option(names = "--history", paramLabel = "N", description = "Begin with the last N messages (default: 20).")
    private int history = 20;

    @Option(names = "--json", description = "Print a JSON object a line, with all there is.")
    private boolean json;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            description = "auto, always or never (default: auto, which honours NO_COLOR).")
    private ColorMode color = ColorMode.AUTO;

    /** Talks on this terminal. */
    public ChatCommand(Terminal terminal, Clock clock, RandomGenerator random, Pause pause) {
        this.terminal = terminal;
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        verbosity.applyToClient();
        boolean typed = !json
                && terminal.inIsTyped().getAsBoolean()
                && terminal.outIsShown().getAsBoolean();
        ChatView view = new ChatView(room, user, clock, color.colors(terminal), json);
        try (Prompt prompt = typed ? new TypedPrompt(user) : new ScriptPrompt(terminal);
                HubClient client = server.client()) {
            Consumer<String> news = typed ? text -> prompt.show(view.said(text)) : terminal::say;
            Comeback comeback = new Comeback(client, news, new Backoff(random, ATTEMPTS), pause);
            ChatLink link =
                    new ChatLink(client, entrance(), comeback, pause, message -> show(prompt, view, message), news);
            new Talk(prompt, view, link, room, random, pause).begin(typed);
            link.listen();
            return 0;
        } catch (Unwanted nobodyReads) {
            return 0;
        }
    }

    private ChatMessage entrance() {
        return ChatMessage.newBuilder()
                .setType(ChatMessage.Type.TYPE_JOIN_ROOM)
                .setUserId(user)
                .setRoomId(room)
                .setDisplayName(displayName)
                .setJoin(JoinOptions.newBuilder().setHistory(history))
                .build();
    }

    private static void show(Prompt prompt, ChatView view, ChatMessage message) {
        String line = view.take(message);
        if (line != null) {
            prompt.show(line);
        }
        prompt.status(view.status());
        if (!prompt.wanted()) {
            throw new Unwanted();
        }
    }

    /** Nobody reads what is shown. */
    private static final class Unwanted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwanted() {
            super(null, null, false, false);
        }
    }
}
