package dev.yamabiko;

import dev.yamabiko.config.SyncConfig;
import dev.yamabiko.gateway.CallFailures;
import dev.yamabiko.service.Permissions;
import dev.yamabiko.service.fold.Departures;
import dev.yamabiko.service.fold.Footing;
import dev.yamabiko.service.sync.SharedMaps;
import dev.yamabiko.service.sync.SyncLimits;
import dev.yamabiko.service.sync.SyncService;
import dev.yamabiko.service.sync.SyncVerticle;
import dev.yamabiko.stream.Lane;
import io.vertx.core.Vertx;

/** What the sync services of a node share, and how those of each event loop are made of it. Thread-safe. */
final class SyncParts {

    private final Permissions permissions;
    private final CallFailures failures;
    private final SharedMaps maps;

    SyncParts(ServiceParts.Core core, Footing footing, Departures departures, Permissions permissions) {
        SyncConfig settings = core.config().sync();
        SyncLimits limits = new SyncLimits(
                settings.keys(),
                settings.collectionBytes(),
                settings.valueBytes(),
                settings.collections(),
                settings.pending(),
                settings.snapshotEvery());
        this.permissions = permissions;
        this.failures = new CallFailures(core.nodes(), core.random());
        this.maps = new SharedMaps(
                footing,
                core.node(),
                departures,
                limits,
                settings.rememberedBytes(),
                settings.waiting(),
                core.gauges());
    }

    /** What other verticles speak to. */
    SyncVerticle verticle() {
        return new SyncVerticle(maps);
    }

    /** The service of the current event loop. */
    SyncService service(Vertx loop, Lane lane) {
        return new SyncService(loop, lane, maps, permissions, failures);
    }
}
