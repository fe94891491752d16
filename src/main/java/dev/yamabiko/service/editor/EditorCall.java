package dev.yamabiko.service.editor;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.yamabiko.proto.editor.v1.Applied;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import dev.yamabiko.proto.editor.v1.Open;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Confluence;
import dev.yamabiko.service.FieldRules;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.Requests;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.editor.EditCommand.Done;
import dev.yamabiko.stream.Frames;
import dev.yamabiko.stream.Sink;
import io.vertx.core.AsyncResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Edit call: what a client asks for is done one after the other, while the edits and cursors of all come back. Used
 * on the event loop of its call only.
 */
final class EditorCall implements Requests {

    /** Requests that wait; while there are more, the client does. */
    private static final int MOST_WAITING = 16;

    private final EditorShare share;
    private final EditorReads reads;
    private final Caller caller;
    private final Sink sink;
    private final Confluence outbound;
    private final Deque<EditRequest> waiting = new ArrayDeque<>();
    private @Nullable EditorSeat seat;
    private Runnable onProgress = () -> {};
    private boolean busy;
    private boolean pumping;
    private boolean finishing;
    private boolean over;
    private long done;

    EditorCall(EditorShare share, EditorReads reads, Caller caller, Sink sink) {
        this.share = share;
        this.reads = reads;
        this.caller = caller;
        this.sink = sink;
        this.outbound = new Confluence(sink);
        outbound.onWritable(this::pump);
    }

    @Override
    public void message(byte[] bytes, int from, int to) {
        EditRequest request = parse(bytes, from, to);
        if (seat == null) {
            open(request);
        } else if (request.hasOpen()) {
            throw invalid("open", "twice (expected: once, first of all)");
        } else {
            waiting.add(request);
        }
    }

    @Override
    public void flush() {
        pump();
    }

    @Override
    public boolean full() {
        return waiting.size() >= MOST_WAITING || !outbound.writable();
    }

    @Override
    public void onProgress(Runnable action) {
        onProgress = action;
    }

    @Override
    public void finish() {
        if (seat == null) {
            throw invalid("open", "missing (expected: first of all)");
        }
        finishing = true;
        pump();
    }

    @Override
    public void close() {
        over = true;
        waiting.clear();
        if (seat != null) {
            seat.leave();
        }
    }

    private void open(EditRequest request) {
        if (!request.hasOpen()) {
            throw invalid("open", "missing (expected: first of all)");
        }
        Open open = request.getOpen();
        OpenCheck check = OpenCheck.of(open);
        share.permissions().require(caller, Action.READ, check.topic().name());
        share.permissions().require(caller, Action.WRITE, check.topic().name());
        share.permissions().requireSelf(caller, check.author().user());
        seat = new EditorSeat(share, reads, check, outbound, sink::fail, this::pump);
        seat.open();
    }

    /** Begins what may begin. A loop, because a request may be done before its future is returned. */
    private void pump() {
        if (pumping || over || seat == null) {
            return;
        }
        pumping = true;
        while (!busy && !over && seat.isOpen() && outbound.writable() && !waiting.isEmpty()) {
            begin(seat, waiting.remove());
        }
        pumping = false;
        if (!full()) {
            onProgress.run();
        }
        endIfDone(seat);
    }

    /** When all is done, and the client has been told of its own edits. */
    private void endIfDone(EditorSeat seat) {
        if (finishing && !over && !busy && seat.isOpen() && waiting.isEmpty() && seat.told() >= done) {
            sink.end();
        }
    }

    private void begin(EditorSeat seat, EditRequest request) {
        long sequence = request.hasUndo()
                ? request.getUndo().getSequence()
                : request.getEdit().getSequence();
        try {
            switch (request.getActionCase()) {
                case EDIT -> run(seat, sequence, EditCommand.of(seat.author(), request.getEdit(), share.limits()));
                case UNDO -> run(seat, sequence, EditCommand.of(seat.author(), request.getUndo()));
                case CURSOR -> seat.show(checked(request.getCursor()));
                default -> throw invalid("action", "none (expected: edit, undo or cursor)");
            }
        } catch (ServiceError wrong) {
            tell(RefusedForm.of(sequence, wrong, seat.told(), share.failures()));
        }
    }

    private static Cursor checked(Cursor cursor) {
        new FieldRules()
                .range("revision", cursor.getRevision(), 0, Long.MAX_VALUE)
                .range("position", cursor.getPosition(), 0, Integer.MAX_VALUE)
                .range("anchor", cursor.getAnchor(), 0, Integer.MAX_VALUE)
                .check();
        return cursor;
    }

    private void run(EditorSeat seat, long sequence, EditCommand command) {
        busy = true;
        share.run(seat.document(), command).onComplete(result -> settle(seat, sequence, result));
    }

    private void settle(EditorSeat seat, long sequence, AsyncResult<Done> result) {
        busy = false;
        if (result.failed() && RefusedForm.isFatal(result.cause())) {
            sink.fail(result.cause());
        } else if (result.failed()) {
            tell(RefusedForm.of(sequence, result.cause(), seat.told(), share.failures()));
        } else if (result.result().before()) {
            long revision = result.result().revision();
            tell(EditEvent.newBuilder()
                    .setApplied(Applied.newBuilder().setSequence(sequence).setRevision(revision))
                    .build());
        } else {
            done = result.result().revision();
        }
        pump();
    }

    private void tell(EditEvent event) {
        outbound.write(Frames.ofMessage(event.toByteArray()));
    }

    private static EditRequest parse(byte[] bytes, int from, int to) {
        try {
            return EditRequest.parser().parseFrom(bytes, from, to - from);
        } catch (InvalidProtocolBufferException error) {
            throw new ServiceError.MalformedMessage("message: " + error.getMessage());
        }
    }

    private static ServiceError invalid(String field, String description) {
        return new ServiceError.InvalidRequest(List.of(new ServiceError.Violation(field, description)));
    }
}
