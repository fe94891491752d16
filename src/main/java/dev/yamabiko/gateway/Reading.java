package dev.yamabiko.gateway;

import io.vertx.core.http.HttpServerRequest;

/**
 * Whether a call takes what its client sends: not while its service is full, nor while it is over its rates. What is
 * not taken is held back by flow control. Used on the event loop of its call only.
 */
final class Reading {

    private final HttpServerRequest request;
    private boolean full;
    private boolean tooFast;
    private boolean over;

    Reading(HttpServerRequest request) {
        this.request = request;
    }

    /** The service takes no more for now. */
    void full() {
        hold();
        full = !over;
    }

    /** The service takes more. */
    void emptied() {
        if (full) {
            full = false;
            goOn();
        }
    }

    /** The client has sent too much for now. */
    void tooFast() {
        hold();
        tooFast = !over;
    }

    /** Its turn has come. */
    void inTime() {
        if (tooFast) {
            tooFast = false;
            goOn();
        }
    }

    /** Nothing more comes. */
    void end() {
        over = true;
    }

    /** What comes is of no use, and let through. */
    void abandon() {
        emptied();
        inTime();
        over = true;
    }

    private void hold() {
        if (!full && !tooFast && !over) {
            request.pause();
        }
    }

    private void goOn() {
        if (!full && !tooFast && !over) {
            request.resume();
        }
    }
}
