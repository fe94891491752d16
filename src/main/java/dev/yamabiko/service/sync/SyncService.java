package dev.yamabiko.service.sync;

import dev.yamabiko.service.CallMetadata;
import dev.yamabiko.service.Failures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.Requests;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.Sink;
import io.vertx.core.Vertx;

/** Shared keys and values, for the calls of one event loop. */
public final class SyncService {

    private final Vertx vertx;
    private final Lane lane;
    private final SharedMaps maps;
    private final Permissions permissions;
    private final Failures failures;

    /** Changes are read through a lane; what is in collections is in the maps of the node. */
    public SyncService(Vertx vertx, Lane lane, SharedMaps maps, Permissions permissions, Failures failures) {
        this.vertx = vertx;
        this.lane = lane;
        this.maps = maps;
        this.permissions = permissions;
        this.failures = failures;
    }

    /** {@code Sync}. */
    public Requests sync(CallMetadata call, Sink sink) {
        return new SyncCall(this, call.caller(), sink);
    }

    Vertx vertx() {
        return vertx;
    }

    Lane lane() {
        return lane;
    }

    SharedMaps maps() {
        return maps;
    }

    Permissions permissions() {
        return permissions;
    }

    Failures failures() {
        return failures;
    }
}
