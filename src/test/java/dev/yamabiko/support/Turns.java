package dev.yamabiko.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** An executor whose tasks wait until a test lets them run, in the order it wants. Used by one thread. */
public final class Turns implements Executor {

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
    }

    /** True if a task waits. */
    public boolean pending() {
        return !waiting.isEmpty();
    }

    /** Runs the task that has waited longest, if there is one. */
    public void runOldest() {
        if (pending()) {
            waiting.remove().run();
        }
    }

    /** Runs the task that came last. */
    public void runNewest() {
        waiting.removeLast().run();
    }

    /** Runs any of the tasks, if there is one. */
    public void runAny(RandomGenerator random) {
        if (pending()) {
            List<Runnable> tasks = new ArrayList<>(waiting);
            Runnable task = tasks.remove(random.nextInt(tasks.size()));
            waiting.clear();
            waiting.addAll(tasks);
            task.run();
        }
    }

    /** Runs tasks until none waits. */
    public void runAll() {
        while (pending()) {
            runOldest();
        }
    }
}
