package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.Edit;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.EditorServiceGrpc;
import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.proto.editor.v1.Undo;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One Edit call, and what came of it. For one thread. */
public final class EditStream implements ClientResponseObserver<EditRequest, EditEvent> {

    private static final int PATIENCE_SECONDS = 20;

    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private @Nullable ClientCallStreamObserver<EditRequest> call;

    private EditStream() {}

    /** Opens a call that has said nothing yet. */
    public static EditStream on(Channel channel) {
        return on(channel, CallOptions.DEFAULT);
    }

    /** The same with options. */
    static EditStream on(Channel channel, CallOptions options) {
        EditStream stream = new EditStream();
        ClientCalls.asyncBidiStreamingCall(channel.newCall(EditorServiceGrpc.getEditMethod(), options), stream);
        return stream;
    }

    /** What asks for a document. */
    public static Open.Builder open(String document, String client) {
        return Open.newBuilder().setDocumentId(document).setClientId(client).setUserId(client.replaceAll("-.*", ""));
    }

    /** One component. */
    public static Component retain(int length) {
        return Component.newBuilder().setRetain(length).build();
    }

    /** One component. */
    public static Component insert(String text) {
        return Component.newBuilder().setInsert(text).build();
    }

    /** One component. */
    public static Component delete(int length) {
        return Component.newBuilder().setDelete(length).build();
    }

    /** Asks for the document. */
    public EditStream send(Open.Builder open) {
        return send(EditRequest.newBuilder().setOpen(open).build());
    }

    /** Asks for whatever. */
    public EditStream send(EditRequest request) {
        call.onNext(request);
        return this;
    }

    /** Edits. */
    public EditStream edit(long sequence, long revision, Component... operation) {
        return send(EditRequest.newBuilder()
                .setEdit(Edit.newBuilder()
                        .setSequence(sequence)
                        .setRevision(revision)
                        .addAllOperation(Arrays.asList(operation)))
                .build());
    }

    /** Undoes. */
    public EditStream undo(long sequence) {
        return send(EditRequest.newBuilder()
                .setUndo(Undo.newBuilder().setSequence(sequence))
                .build());
    }

    /** Shows where one is. */
    public EditStream cursor(long revision, int position, int anchor) {
        return send(EditRequest.newBuilder()
                .setCursor(Cursor.newBuilder()
                        .setRevision(revision)
                        .setPosition(position)
                        .setAnchor(anchor))
                .build());
    }

    /** The next event. */
    public EditEvent next() throws InterruptedException {
        Object next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next instanceof EditEvent event) {
            return event;
        }
        throw new AssertionError("event: " + (next == null ? "none" : next));
    }

    /** The next event that is neither a cursor nor a heartbeat. */
    public EditEvent nextOfText() throws InterruptedException {
        EditEvent next = next();
        while (next.hasCursor() || next.getHeartbeat()) {
            next = next();
        }
        return next;
    }

    /** The next one that is a cursor. */
    Cursor nextCursor() throws InterruptedException {
        EditEvent next = next();
        while (!next.hasCursor()) {
            next = next();
        }
        return next.getCursor();
    }

    /** Sends no more. */
    public EditStream finish() {
        call.onCompleted();
        return this;
    }

    /** Goes away. */
    public void leave() {
        call.cancel("gone", null);
    }

    /** How it ended, whatever came before. */
    public Status end() {
        try {
            Object next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            while (next instanceof EditEvent) {
                next = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            return next instanceof Status status ? status : Status.UNKNOWN.withDescription("no end");
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            throw new AssertionError("no end", error);
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<EditRequest> stream) {
        call = stream;
    }

    @Override
    public void onNext(EditEvent event) {
        events.add(event);
    }

    @Override
    public void onError(Throwable error) {
        events.add(Status.fromThrowable(error));
    }

    @Override
    public void onCompleted() {
        events.add(Status.OK);
    }
}
