package dev.yamabiko.bench.server;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The clustered event bus as Vert.x offers it, on loopback. */
final class BusCluster {

    private BusCluster() {}

    /** Joins the others of a {@code cluster.xml}. */
    static Vertx join(Path file) throws IOException {
        try (InputStream xml = Files.newInputStream(file)) {
            Config config = new XmlConfigBuilder(xml).build();
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            config.getNetworkConfig().setPublicAddress("127.0.0.1");
            config.setProperty("hazelcast.logging.type", "slf4j").setProperty("hazelcast.socket.bind.any", "false");
            return Vertx.builder()
                    .with(new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1")))
                    .withClusterManager(new HazelcastClusterManager(config))
                    .buildClustered()
                    .await();
        }
    }
}
