package dev.yamabiko.node;

import java.util.List;

/** The nodes of the hub, as this one sees them. Thread-safe. */
public interface Nodes {

    /** This node, now. */
    Node self();

    /** All of them, this one too, by id. */
    List<Node> all();

    /**
     * Tells, on the caller's context, that nodes came, went or changed their state; load alone is no news.
     *
     * @return ends it
     */
    Runnable watch(Runnable changed);
}
