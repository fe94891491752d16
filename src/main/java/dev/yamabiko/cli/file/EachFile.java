package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Backoff;
import dev.yamabiko.cli.client.Comeback;
import dev.yamabiko.cli.client.HubClient;
import dev.yamabiko.cli.client.Pause;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.terminal.Terminal;
import dev.yamabiko.proto.file.v1.FileRequest;
import java.util.List;
import java.util.random.RandomGenerator;

/** One question about each of some files, one after the other; says which of them are not there. For one run. */
record EachFile(Terminal terminal, RandomGenerator random, Pause pause) {

    private static final int ATTEMPTS = 5;

    /** What is asked about a file. */
    @FunctionalInterface
    interface Asking {

        /** False: the file is not there. */
        boolean about(Question question, FileRequest file) throws InterruptedException;
    }

    /** Asks; returns the exit code of the command. */
    int ask(HubClient client, List<String> names, Asking asking) throws InterruptedException {
        Question question = new Question(client, new Comeback(client, terminal, new Backoff(random, ATTEMPTS), pause));
        boolean complete = true;
        for (String name : names) {
            if (!asking.about(
                    question, FileRequest.newBuilder().setFilePath(name).build())) {
                terminal.say("yamabiko: " + name + ": no such file");
                complete = false;
            }
        }
        return complete ? 0 : 1;
    }
}
