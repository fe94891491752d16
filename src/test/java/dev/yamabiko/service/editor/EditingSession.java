package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.EditEvent;
import dev.yamabiko.proto.editor.v1.EditRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Editors at work on one document, over streams to three nodes that are slow, break and are opened again elsewhere, by
 * chance: what happens next is drawn from a seed. Used by one thread.
 */
final class EditingSession {

    private final Random random;
    private final Kind kind;
    private final SimulatedHub hub;
    private final Chronicle chronicle;
    private final List<Seat> seats;

    /** Requests of streams that are broken, which may arrive all the same. */
    private final List<Runnable> strays = new ArrayList<>();

    /** What the editors do. */
    record Kind(int editors, int edits, boolean deletes, boolean undos, int history) {}

    EditingSession(Random random, Kind kind) {
        this.random = random;
        this.kind = kind;
        this.hub = new SimulatedHub(random, kind.history());
        this.chronicle = new Chronicle(!kind.deletes() && !kind.undos());
        this.seats = IntStream.range(0, kind.editors()).mapToObj(Seat::new).toList();
    }

    SimulatedHub hub() {
        return hub;
    }

    Chronicle chronicle() {
        return chronicle;
    }

    List<EditorCopy> copies() {
        return seats.stream().map(seat -> seat.copy).toList();
    }

    /** Runs until all is typed, then until all is quiet. */
    void run() {
        int typed = 0;
        while (typed < kind.edits()) {
            Seat seat = seats.get(random.nextInt(seats.size()));
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> typed += seat.type();
                case 3, 4 -> seat.request();
                case 5, 6 -> seat.notifyClient();
                case 7, 8, 9 -> seat.deliver();
                default -> disturb(seat);
            }
        }
        settle();
    }

    private void disturb(Seat seat) {
        int chance = random.nextInt(40);
        if (!seat.connected || chance < 8) {
            seat.connect();
        } else if (chance == 8) {
            int node = seat.node;
            seats.stream().filter(other -> other.node == node).forEach(Seat::lose);
            hub.restart(node);
        } else if (chance < 12) {
            seat.lose();
        } else if (!strays.isEmpty()) {
            strays.remove(random.nextInt(strays.size())).run();
        }
    }

    private void settle() {
        strays.forEach(Runnable::run);
        strays.clear();
        while (seats.stream().anyMatch(seat -> !seat.isSettled())) {
            for (Seat seat : seats) {
                if (!seat.connected) {
                    seat.connect();
                }
                seat.request();
                seat.notifyClient();
                seat.deliver();
            }
        }
    }

    /** An editor and the stream that it has, if any. */
    private final class Seat {
        private final EditorCopy copy;
        private final Deque<EditRequest> requests = new ArrayDeque<>();
        private final Deque<EditEvent> events = new ArrayDeque<>();
        private boolean connected;
        private boolean seen;
        private int node;
        private long told;
        private int before;
        private int behind;

        Seat(int number) {
            copy = new EditorCopy(new Author("client-" + number, "user-" + number % 3));
        }

        boolean isSettled() {
            return connected
                    && requests.isEmpty()
                    && events.isEmpty()
                    && copy.quiet()
                    && copy.revision() == hub.topic().size();
        }

        int type() {
            if (!seen) {
                return 0;
            }
            int length = copy.text().length();
            if (kind.undos() && random.nextInt(8) == 0) {
                copy.undo();
            } else if (kind.deletes() && length > 0 && random.nextInt(3) == 0) {
                int from = random.nextInt(length);
                chronicle.delete(copy, from, 1 + random.nextInt(Math.min(length - from, 6)));
            } else {
                before = place(length);
                behind = before + 1 + random.nextInt(4);
                chronicle.insert(copy, before, behind - before);
            }
            return 1;
        }

        /** Mostly where the others are, or where this one was. */
        private int place(int length) {
            return switch (random.nextInt(4)) {
                case 0 -> Math.min(length, before);
                case 1 -> Math.min(length, behind);
                case 2 -> Math.min(length, random.nextInt(4));
                default -> random.nextInt(length + 1);
            };
        }

        void connect() {
            lose();
            connected = true;
            node = hub.anyNode();
            boolean resumed = seen && (!copy.quiet() || random.nextInt(3) > 0);
            seen = resumed; // nobody types into a text that is about to be replaced
            EditEvent opened = hub.open(node, copy.author(), resumed);
            told = resumed ? copy.revision() : opened.getOpened().getRevision();
            events.add(opened);
        }

        /** What was on its way to the client is lost; what was on its way to the hub, perhaps. */
        void lose() {
            int at = node;
            requests.forEach(request -> strays.add(() -> hub.run(at, copy.author(), request)));
            requests.clear();
            events.clear();
            connected = false;
            copy.lost();
        }

        /** The node does what was asked for; sometimes it dies before anybody hears of it. */
        void request() {
            EditRequest request = requests.poll();
            if (request == null) {
                return;
            }
            EditEvent reply = hub.run(node, copy.author(), request);
            if (reply.hasRefused()) {
                events.add(reply);
            }
            if (random.nextInt(20) == 0) {
                lose();
            }
        }

        void notifyClient() {
            int most = random.nextInt(3);
            for (int i = 0; connected && i < most && told < hub.topic().size(); i++) {
                events.add(hub.topic().get((int) told++));
            }
        }

        void deliver() {
            EditEvent event = events.poll();
            if (event != null && event.hasOpened()) {
                seen = true;
                copy.opened(event.getOpened(), requests::add, random.nextInt(4) == 0);
            } else if (event != null) {
                copy.receive(event);
            }
        }
    }
}
