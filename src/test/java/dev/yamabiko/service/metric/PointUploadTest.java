package dev.yamabiko.service.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.proto.datacollection.v1.CollectionResult;
import dev.yamabiko.proto.datacollection.v1.DataPoint;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the points of one call. */
@Timeout(30)
class PointUploadTest {

    private static final long NOW = 1_700_000_000_000L;

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(NOW);
    private final List<Recorded> kept = new ArrayList<>();
    private final Recorder recorder = new Recorder(vertx, kept::addAll);
    private final PointUpload upload = new PointUpload(recorder, new SeriesBook("node-1", 3, 4), clock);

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldMakeAGaugeOfEachNumberWithItsTagsAndSource() {
        // When
        send(point().putMetrics("temp", 21.5).putMetrics("damp", 40).putTags("room", "attic"));
        send(point().setTimestamp(NOW - 5).putMetrics("temp", 99).putTags("room", "attic"));
        clock.advance(12);
        CollectionResult result = finish();

        // Then
        assertThat(result.getTotalProcessed()).isEqualTo(2);
        assertThat(result.getSuccessfulCount()).isEqualTo(2);
        assertThat(result.getProcessingTimeMs()).isEqualTo(12);
        Map<String, Double> newest = kept.stream()
                .collect(Collectors.toMap(
                        recorded -> recorded.series().key(),
                        recorded -> recorded.values().last()));
        assertThat(newest)
                .isEqualTo(Map.of(
                        "temp\nGAUGE\nnode\tnode-1\nroom\tattic\nsource\ts1", 21.5,
                        "damp\nGAUGE\nnode\tnode-1\nroom\tattic\nsource\ts1", 40.0));
    }

    @Test
    void shouldCountABadPointAndGoOn() {
        // When
        send(point());
        send(point().putMetrics("temp", 1));
        send(point().setSource("").putMetrics("temp", 1));
        send(point().putMetrics("temp", Double.NaN).putMetrics("damp", 1));
        send(point().putMetrics("", 1));
        send(point().setTimestamp(-1).putMetrics("temp", 1));
        send(point().putMetrics("temp", 1).putTags("a\u0000b", "x"));
        send(point().setSource("other").putTags("source", "mine").putMetrics("temp", 2));
        CollectionResult result = finish();

        // Then
        assertThat(result.getErrorsList())
                .containsExactly(
                        "point 1: metrics: 0 metrics (expected: 1 to 100)",
                        "point 3: source: 0 bytes (expected: 1 to 255, no control character)",
                        "point 4: metrics.temp: NaN (expected: a finite number)",
                        "point 5: metrics: 0 bytes (expected: 1 to 255, no `*` and no control character)",
                        "point 6: timestamp: -1 (expected: from 1970 to at most five minutes ahead of the hub's time)",
                        "point 7: tags: key of 3 bytes (expected: 1 to 128, no control character)");
        assertThat(result.getErrorCount()).isEqualTo(6);
        assertThat(result.getSuccessfulCount()).isEqualTo(2);
        assertThat(kept)
                .extracting(recorded -> recorded.series().labels().get("source"))
                .containsExactly("s1", "other");
    }

    @Test
    void shouldCountPointsForWhoseSeriesThereIsNoRoom() {
        // When
        send(point().putMetrics("a", 1).putMetrics("b", 1).putMetrics("c", 1));
        send(point().putMetrics("d", 1).putMetrics("e", 1));
        send(point().putMetrics("a", 2));
        CollectionResult result = finish();

        // Then
        assertThat(result.getErrorsList())
                .containsExactly("point 2: metrics: metrics.max-series: 4 series on this node (expected: no more)");
        assertThat(kept).extracting(recorded -> recorded.series().name()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void shouldEndTheCallOfAMessageThatIsNone() {
        assertThatThrownBy(() -> upload.message(new byte[] {(byte) 0xFF}, 0, 1))
                .isInstanceOf(ServiceError.MalformedMessage.class);
    }

    private static DataPoint.Builder point() {
        return DataPoint.newBuilder().setSource("s1");
    }

    private void send(DataPoint.Builder point) {
        byte[] bytes = point.build().toByteArray();
        upload.message(bytes, 0, bytes.length);
    }

    private CollectionResult finish() {
        upload.finish();
        return upload.result().result();
    }
}
