package dev.yamabiko.service.editor;

import dev.yamabiko.proto.editor.v1.ClientState;
import dev.yamabiko.proto.editor.v1.DocumentSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each client of a document has come, for those {@value #MOST} that edited last: so that what is sent again is
 * done once. Used by one thread.
 */
final class Clients {

    /** Clients that are remembered. */
    static final int MOST = 1_000;

    private static final int WEIGHT = 128;

    /** In the order in which they edited last. */
    private final Map<String, ClientState> states;

    Clients() {
        this(new LinkedHashMap<>());
    }

    private Clients(Map<String, ClientState> states) {
        this.states = states;
    }

    /** As a snapshot has them. */
    static Clients of(DocumentSnapshot snapshot) {
        Clients clients = new Clients();
        snapshot.getClientsList().forEach(state -> clients.states.put(state.getClientId(), state));
        return clients;
    }

    Clients copy() {
        return new Clients(new LinkedHashMap<>(states));
    }

    /** A client has come so far. */
    void done(String client, long sequence, long revision) {
        states.remove(client);
        states.put(
                client,
                ClientState.newBuilder()
                        .setClientId(client)
                        .setSequence(sequence)
                        .setRevision(revision)
                        .build());
        if (states.size() > MOST) {
            states.remove(states.keySet().iterator().next());
        }
    }

    /** The last sequence that is done of a client; 0: none is known. */
    long sequence(String client) {
        return of(client).getSequence();
    }

    /** The revision that it made. */
    long revision(String client) {
        return of(client).getRevision();
    }

    /** All, in the order in which they edited last. */
    List<ClientState> states() {
        return new ArrayList<>(states.values());
    }

    /** About so many bytes. */
    int weight() {
        return states.size() * WEIGHT;
    }

    private ClientState of(String client) {
        return states.getOrDefault(client, ClientState.getDefaultInstance());
    }
}
