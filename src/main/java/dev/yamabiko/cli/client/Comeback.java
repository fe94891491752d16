package dev.yamabiko.cli.client;

import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.cli.terminal.Terminal;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What a command does when a call ends before its time: it says so once, waits, and calls again, another node where it
 * knows one; or it gives up. For one thread.
 */
public final class Comeback {

    private final HubClient client;
    private final Consumer<String> say;
    private final Backoff backoff;
    private final Pause pause;
    private boolean everOpened;
    private boolean lost;

    /** Tries as often and waits as long as {@code backoff} says. */
    public Comeback(HubClient client, Terminal terminal, Backoff backoff, Pause pause) {
        this(client, terminal::say, backoff, pause);
    }

    /** The same, where there is a place of its own for what is said of it. */
    public Comeback(HubClient client, Consumer<String> say, Backoff backoff, Pause pause) {
        this.client = client;
        this.say = say;
        this.backoff = backoff;
        this.pause = pause;
    }

    /** A call has its first answer; {@code goingOn}: what is said of it where one before was lost. */
    public void opened(Call call, String goingOn) {
        if (lost) {
            say.accept("connected to " + call.server() + " again" + goingOn);
        }
        everOpened = true;
        lost = false;
    }

    /** All is well: the next pause is the shortest again. */
    public void well() {
        backoff.reset();
    }

    /**
     * Waits until it is time for another call.
     *
     * @throws CommandFailure where there is no sense in one: the hub refuses, was never there, or is gone for too long
     */
    public void after(Ending ending) throws InterruptedException {
        boolean neverThere = !everOpened && !(ending instanceof Ending.Refused) && client.exhausted();
        if (neverThere || !ending.retryable()) {
            throw new CommandFailure(ending.text());
        }
        Duration wait = next(ending);
        if (!lost) {
            lost = true;
            say.accept(ending.text() + "; trying again");
        }
        pause.of(wait);
    }

    /** Waits until it is time for a call that asks for something else. */
    public void waitFor(Ending ending) throws InterruptedException {
        pause.of(next(ending));
    }

    private Duration next(Ending ending) {
        Duration wait = backoff.next(ending.retryAfter());
        if (wait == null) {
            throw new CommandFailure(ending.text());
        }
        return wait;
    }
}
