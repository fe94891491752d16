package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.EditorServiceGrpc;
import dev.yamabiko.proto.editor.v1.Remedy;
import dev.yamabiko.proto.hub.v1.Resume;
import io.grpc.Channel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An editor at work: a copy of a document that goes on over another stream, on whichever node, when one breaks.
 * Thread-safe.
 */
public final class LiveEditor {

    private static final int COME_BACK_MS = 100;

    private final String document;
    private final EditorCopy copy;
    private final Supplier<? extends Channel> nodes;
    private final ScheduledExecutorService scheduler;
    private final Consumer<EditEvent> listener;
    private final List<String> failures = new ArrayList<>();
    private boolean seen;
    private int opened;
    private boolean left;
    private @Nullable Call current;

    /** {@code listener}: hears of every event, in order. */
    public LiveEditor(
            String document,
            String client,
            Supplier<? extends Channel> nodes,
            ScheduledExecutorService scheduler,
            Consumer<EditEvent> listener) {
        this.document = document;
        this.copy = new EditorCopy(new Author(client, client));
        this.nodes = nodes;
        this.scheduler = scheduler;
        this.listener = listener;
    }

    /** Opens the document. */
    public synchronized LiveEditor open() {
        Call call = new Call();
        current = call;
        EditorServiceGrpc.newStub(nodes.get()).withWaitForReady().edit(call);
        Resume resume = seen
                ? Resume.newBuilder()
                        .putAfter("documents/" + document, copy.revision())
                        .build()
                : Resume.getDefaultInstance();
        call.send(EditRequest.newBuilder()
                .setOpen(EditStream.open(document, copy.author().client()).setResume(resume))
                .build());
        return this;
    }

    /** Opens the document as if it had seen it when it was empty: reads all that was done since. */
    public synchronized void openAtBeginning() {
        seen = true;
        open();
    }

    /** Types where it is told to, by the text there is; false if there is none yet. */
    public synchronized boolean type(String typed, ToIntFunction<String> place) {
        if (seen) {
            copy.insert(place.applyAsInt(copy.text().toString()), typed);
        }
        return seen;
    }

    /** Takes out a text that it has typed, and nobody else. */
    public synchronized void takeOut(String typed) {
        String text = copy.text().toString();
        int at = text.indexOf(typed);
        if (at < 0) {
            failures.add(typed + ": is not there");
        } else {
            copy.delete(text.codePointCount(0, at), typed.codePointCount(0, typed.length()));
        }
    }

    /** Breaks its stream; it comes back by itself. */
    public synchronized void lose() {
        if (current != null) {
            current.cancel();
        }
    }

    /** Goes away for good. */
    public synchronized void leave() {
        left = true;
        lose();
    }

    /** True if all that it has typed is kept, and it has seen so much of what is. */
    public synchronized boolean quiet(long revision) {
        return copy.quiet() && copy.revision() >= revision;
    }

    /** The revision that it has seen. */
    public synchronized long revision() {
        return copy.revision();
    }

    /** Its text. */
    public synchronized String text() {
        return copy.text().toString();
    }

    /** How often an edit was done when it would have sent it again. */
    public synchronized int foundDone() {
        return copy.foundDone();
    }

    /** What went wrong with it. */
    public synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    private synchronized void got(Call call, EditEvent event) {
        if (call != current || call.lost) {
            return;
        }
        try {
            if (event.getRefused().getRemedy() == Remedy.REMEDY_RETRY) {
                lose(); // what is under way is sent again when it comes back
            } else if (event.hasOpened()) {
                copy.opened(event.getOpened(), call::send, opened++ % 2 == 0);
                seen = true;
            } else {
                copy.receive(event);
            }
            listener.accept(event);
        } catch (AssertionError | RuntimeException wrong) {
            failures.add(event + ": " + wrong);
        }
    }

    private synchronized void over(Call call) {
        if (call != current || left) {
            return;
        }
        copy.lost();
        try {
            var unused = scheduler.schedule(() -> again(call), COME_BACK_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException done) {
            left = true;
        }
    }

    private synchronized void again(Call call) {
        if (call == current && !left) {
            open();
        }
    }

    private final class Call implements ClientResponseObserver<EditRequest, EditEvent> {
        private volatile @Nullable ClientCallStreamObserver<EditRequest> stream;
        private volatile boolean lost;

        @Override
        public void beforeStart(ClientCallStreamObserver<EditRequest> requests) {
            stream = requests;
        }

        @Override
        public void onNext(EditEvent event) {
            got(this, event);
        }

        @Override
        public void onError(Throwable error) {
            over(this);
        }

        @Override
        public void onCompleted() {
            over(this);
        }

        void send(EditRequest request) {
            ClientCallStreamObserver<EditRequest> open = stream;
            if (open != null && !lost) {
                open.onNext(request);
            }
        }

        void cancel() {
            ClientCallStreamObserver<EditRequest> open = stream;
            lost = true;
            if (open != null) {
                open.cancel("left", null);
            }
        }
    }
}
