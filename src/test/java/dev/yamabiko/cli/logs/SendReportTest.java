package dev.yamabiko.cli.logs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.proto.datacollection.v1.LogCollectionResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendReportTest {

    private final SendReport report = new SendReport();

    @Test
    void shouldSayWhatBecameOfTheLines() {
        report.sent(16_000);
        report.answered(
                "a.log",
                0,
                LogCollectionResult.newBuilder().setIndexedCount(16_000).build());

        assertThat(report.summary(Duration.ofMillis(800)))
                .isEqualTo("sent 16,000 entries, 16,000 stored, 0 rejected in 0.8 s (20,000/s)");
        assertThat(report.complete()).isTrue();
    }

    @Test
    void shouldCountRejectionsOfBothSides() {
        report.sent(3);
        report.refused("a.log", 2, "no JSON");
        report.answered(
                "a.log",
                0,
                LogCollectionResult.newBuilder()
                        .setIndexedCount(2)
                        .setRejectedCount(1)
                        .build());

        assertThat(report.summary(Duration.ofSeconds(1))).startsWith("sent 3 entries, 2 stored, 2 rejected");
        assertThat(report.complete()).isFalse();
    }

    @Test
    void shouldNotBeCompleteWhenTheHubStoredLessThanWasSent() {
        report.sent(3);
        report.answered(
                "a.log", 0, LogCollectionResult.newBuilder().setIndexedCount(2).build());

        assertThat(report.complete()).isFalse();
    }

    @Test
    void shouldCountMoreThanTwoBillion() {
        report.answered(
                "a.log",
                0,
                LogCollectionResult.newBuilder()
                        .setIndexedCount((int) 3_000_000_000L)
                        .build());

        assertThat(report.summary(Duration.ZERO)).contains("3,000,000,000 stored");
    }
}
