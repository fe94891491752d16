package dev.yamabiko.scenario;

import dev.yamabiko.proto.editor.v1.Bond;
import dev.yamabiko.proto.editor.v1.Change;
import dev.yamabiko.proto.editor.v1.Component;
import dev.yamabiko.proto.editor.v1.Cursor;
import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditorServiceGrpc;
import dev.yamabiko.proto.editor.v1.GetRevisionRequest;
import dev.yamabiko.proto.editor.v1.GetRevisionResponse;
import dev.yamabiko.proto.editor.v1.Opened;
import dev.yamabiko.proto.editor.v1.Refused;
import dev.yamabiko.proto.hub.v1.Resume;
import dev.yamabiko.service.editor.EditStream;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The editor's commands of a scenario. One thread.
 *
 * <pre>
 * &gt; edit open NAME DOCUMENT
 * &gt; edit NAME SEQUENCE on REVISION STEP...   and what comes of it
 * &gt; edit undo NAME SEQUENCE
 * &gt; edit expect NAME                         as many events as are expected, cursors aside
 * &gt; edit cursor NAME on REVISION POSITION ANCHOR
 * &gt; edit seen NAME                           the next cursor
 * &gt; edit drop NAME
 * &gt; edit resume NAME DOCUMENT
 * &gt; edit finish NAME
 * &gt; edit text DOCUMENT [REVISION]
 *
 * STEP     n retains, -n deletes, +"text" inserts; behind it: before or after
 * </pre>
 */
final class EditorSteps {

    private final Nodes nodes;
    private final Map<String, EditStream> streams = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();

    EditorSteps(Nodes nodes) {
        this.nodes = nodes;
    }

    List<String> run(Words words, int expected) throws InterruptedException {
        String verb = words.next();
        return switch (verb) {
            case "open" -> open(words.next(), words.next(), Resume.getDefaultInstance(), expected);
            case "undo" -> undo(words.next(), words);
            case "expect" -> events(words.next(), expected);
            case "cursor" -> cursor(words.next(), words);
            case "seen" -> List.of(cursorOf(streams.get(words.next())));
            case "drop" -> drop(words.next());
            case "resume" -> resume(words.next(), words.next(), expected);
            case "finish" -> List.of(end(streams.remove(words.next()).finish().end()));
            case "text" -> List.of(text(words));
            default -> edit(verb, words);
        };
    }

    private List<String> open(String name, String document, Resume resume, int expected) throws InterruptedException {
        streams.put(
                name,
                EditStream.on(nodes.any()).send(EditStream.open(document, name).setResume(resume)));
        return events(name, expected);
    }

    private List<String> resume(String name, String document, int expected) throws InterruptedException {
        Resume resume = Resume.newBuilder()
                .putAfter("documents/" + document, seen.get(name))
                .build();
        return open(name, document, resume, expected);
    }

    private List<String> drop(String name) {
        streams.remove(name).leave();
        return List.of();
    }

    private List<String> edit(String name, Words words) throws InterruptedException {
        long sequence = Long.parseLong(words.next());
        long revision = on(words);
        List<Component> operation = new ArrayList<>();
        for (String word = words.next(); !word.isEmpty(); word = words.next()) {
            int last = operation.size() - 1;
            switch (word.charAt(0)) {
                case '+' -> operation.add(EditStream.insert(word.substring(2, word.length() - 1)));
                case '-' -> operation.add(EditStream.delete(Integer.parseInt(word.substring(1))));
                case 'a', 'b' -> operation.set(last, bound(operation.get(last), word));
                default -> operation.add(EditStream.retain(Integer.parseInt(word)));
            }
        }
        streams.get(name).edit(sequence, revision, operation.toArray(Component[]::new));
        return events(name, 1);
    }

    private static Component bound(Component component, String bond) {
        return component.toBuilder()
                .setBond(Bond.valueOf("BOND_" + bond.toUpperCase(Locale.ROOT)))
                .build();
    }

    private List<String> undo(String name, Words words) throws InterruptedException {
        streams.get(name).undo(Long.parseLong(words.next()));
        return events(name, 1);
    }

    private List<String> cursor(String name, Words words) {
        long revision = on(words);
        int position = Integer.parseInt(words.next());
        streams.get(name).cursor(revision, position, Integer.parseInt(words.next()));
        return List.of();
    }

    private static long on(Words words) {
        if (!words.flag("on")) {
            throw new IllegalArgumentException("edit: no revision (expected: on REVISION)");
        }
        return Long.parseLong(words.next());
    }

    private List<String> events(String name, int count) throws InterruptedException {
        List<String> events = new ArrayList<>();
        while (events.size() < count) {
            EditEvent event = streams.get(name).nextOfText();
            if (event.hasOpened()) {
                seen.put(name, event.getOpened().getRevision());
            } else if (event.hasChange()) {
                seen.put(name, event.getOffset());
            }
            events.add(line(event));
        }
        return events;
    }

    private String text(Words words) {
        GetRevisionRequest.Builder request = GetRevisionRequest.newBuilder().setDocumentId(words.next());
        String revision = words.next();
        try {
            GetRevisionResponse found = EditorServiceGrpc.newBlockingStub(nodes.any())
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .getRevision(request.setRevision(revision.isEmpty() ? 0 : Long.parseLong(revision))
                            .build());
            return found.getRevision() + " \"" + found.getText() + "\" by "
                    + found.getChange().getUserId() + ", last " + found.getLastRevision();
        } catch (StatusRuntimeException error) {
            return Lines.of(error);
        }
    }

    private static String line(EditEvent event) {
        return switch (event.getEventCase()) {
            case OPENED -> line(event.getOpened());
            case CHANGE -> event.getOffset() + " " + line(event.getChange());
            case REFUSED -> line(event.getRefused());
            case APPLIED ->
                "applied " + event.getApplied().getSequence() + " at "
                        + event.getApplied().getRevision();
            default -> event.toString();
        };
    }

    private static String line(Opened opened) {
        return "opened " + opened.getRevision()
                + (opened.getResumed()
                        ? " resumed, done " + opened.getLastSequence()
                        : " \"" + opened.getText() + "\"");
    }

    private static String line(Refused refused) {
        String remedy = refused.getRemedy().name().replace("REMEDY_", "").toLowerCase(Locale.ROOT);
        return "refused " + refused.getSequence() + " " + refused.getReason() + " " + remedy + ": "
                + refused.getMessage();
    }

    private static String line(Change change) {
        StringBuilder line = new StringBuilder(change.getClientId() + " " + change.getSequence());
        if (change.getUndoes() > 0) {
            line.append(" undoes ").append(change.getUndoes());
        }
        for (Component component : change.getOperationList()) {
            String bond = component.getBond().name().replace("BOND_", "").toLowerCase(Locale.ROOT);
            line.append(' ')
                    .append(
                            switch (component.getKindCase()) {
                                case RETAIN -> "" + component.getRetain();
                                case DELETE -> "-\"" + component.getDeleted() + "\"";
                                default ->
                                    "+\"" + component.getInsert() + "\""
                                            + (bond.equals("unspecified") ? "" : " " + bond);
                            });
        }
        return line.toString();
    }

    private static String cursorOf(EditStream stream) throws InterruptedException {
        EditEvent event = stream.next();
        while (!event.hasCursor()) {
            event = stream.next();
        }
        Cursor cursor = event.getCursor();
        return cursor.getClientId()
                + (cursor.getGone()
                        ? " gone"
                        : " at " + cursor.getPosition() + " to " + cursor.getAnchor() + " of " + cursor.getRevision());
    }

    private static String end(Status status) {
        return status.isOk() ? "OK" : Lines.of(status.asRuntimeException());
    }
}
