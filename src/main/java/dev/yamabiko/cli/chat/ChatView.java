package dev.yamabiko.cli.chat;

import dev.yamabiko.cli.terminal.Escape;
import dev.yamabiko.cli.view.JsonLine;
import dev.yamabiko.proto.chat.v1.ChatMessage;
import dev.yamabiko.proto.chat.v1.Member;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a room looks like: its messages in lines, and who is there. For one thread at a time. */
final class ChatView {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    /** The hub says when somebody types no more; in case that is lost. */
    private static final long TYPING_MS = 12_000;

    private static final String DIM = "\u001b[2m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    /** Colours that are told apart on dark and on light: those of 256 that are neither. */
    private static final int[] COLORS = {33, 35, 71, 96, 130, 132, 136, 160, 166, 172, 202, 208};

    private final String room;
    private final String self;
    private final Clock clock;
    private final boolean colors;
    private final boolean json;
    private final Map<String, String> here = new TreeMap<>();
    private final Map<String, Long> typing = new TreeMap<>();

    ChatView(String room, String self, Clock clock, boolean colors, boolean json) {
        this.room = room;
        this.self = self;
        this.clock = clock;
        this.colors = colors;
        this.json = json;
    }

    /** Takes note of a message; what is shown of it, null: nothing. */
    synchronized @Nullable String take(ChatMessage message) {
        if (message.hasMembers()) {
            here.clear();
            for (Member member : message.getMembers().getMembersList()) {
                here.put(member.getUserId(), member.getDisplayName());
            }
        }
        if (message.getHeartbeat()) {
            return message.getSkipped() > 0 ? said(message.getSkipped() + " older messages are gone") : null;
        }
        note(message);
        boolean shown = message.getType() != ChatMessage.Type.TYPE_TYPING
                && !(message.getType() == ChatMessage.Type.TYPE_LEAVE_ROOM && message.getOffset() == 0);
        if (!shown) {
            return null;
        }
        return json ? JsonLine.of(fields(message)) : line(message);
    }

    /** Something that the command says. */
    synchronized String said(String text) {
        if (json) {
            Map<String, Object> note = new LinkedHashMap<>();
            note.put("type", "note");
            note.put("content", text);
            return JsonLine.of(note);
        }
        String shown = Escape.TEXT.apply(text);
        return colors ? DIM + "-- " + shown + PLAIN : "-- " + shown;
    }

    /** Who is there, and who is typing. */
    synchronized String status() {
        typing.values().removeIf(until -> until <= clock.millis());
        String status = room + ": " + String.join(", ", here.keySet());
        String typers = String.join(", ", typing.keySet());
        return Escape.TEXT.apply(typing.isEmpty() ? status : status + " | " + typers + " typing");
    }

    /** Who is there, with display names. */
    synchronized String who() {
        StringBuilder who = new StringBuilder(here.size() + " here:");
        here.forEach((user, name) -> who.append(' ').append(user).append(name.isEmpty() ? "" : " (" + name + ")"));
        return said(who.toString());
    }

    private void note(ChatMessage message) {
        String user = message.getUserId();
        switch (message.getType()) {
            case TYPE_JOIN_ROOM -> here.put(user, message.getDisplayName());
            case TYPE_LEAVE_ROOM -> {
                here.remove(user);
                typing.remove(user);
            }
            case TYPE_TYPING -> {
                if (message.getStopped()) {
                    typing.remove(user);
                } else if (!user.equals(self)) {
                    typing.put(user, clock.millis() + TYPING_MS);
                }
            }
            default -> typing.remove(user);
        }
    }

    private String line(ChatMessage message) {
        String time = TIME.format(
                Instant.ofEpochSecond(message.getTimestamp().getSeconds()).atZone(clock.getZone()));
        String user = Escape.TEXT.apply(message.getUserId());
        return switch (message.getType()) {
            case TYPE_JOIN_ROOM -> dim(time + " " + user + name(message) + " joined");
            case TYPE_LEAVE_ROOM -> dim(time + " " + user + " left");
            case TYPE_ERROR ->
                paint(RED, "!! " + Escape.TEXT.apply(message.getError().getReason() + ": " + message.getContent()));
            default -> dim(time) + " " + name(user) + ": " + what(message) + Escape.TEXT.apply(message.getContent());
        };
    }

    private static String name(ChatMessage message) {
        return message.getDisplayName().isEmpty() ? "" : " (" + Escape.TEXT.apply(message.getDisplayName()) + ")";
    }

    private static String what(ChatMessage message) {
        return switch (message.getType()) {
            case TYPE_IMAGE -> "[image] ";
            case TYPE_FILE -> "[file] ";
            default -> "";
        };
    }

    private String name(String user) {
        return paint("\u001b[38;5;" + COLORS[Math.floorMod(user.hashCode(), COLORS.length)] + "m", user);
    }

    private String dim(String text) {
        return paint(DIM, text);
    }

    private String paint(String style, String text) {
        return colors ? style + text + PLAIN : text;
    }

    private static Map<String, Object> fields(ChatMessage message) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", message.getType().name().substring("TYPE_".length()).toLowerCase(java.util.Locale.ROOT));
        fields.put("id", message.getMessageId());
        fields.put("user", message.getUserId());
        fields.put("room", message.getRoomId());
        fields.put("content", message.getContent());
        fields.put(
                "timestamp",
                message.getTimestamp().getSeconds() * 1_000
                        + message.getTimestamp().getNanos() / 1_000_000);
        fields.put("offset", message.getOffset());
        if (message.hasError()) {
            fields.put("reason", message.getError().getReason());
        }
        return fields;
    }
}
