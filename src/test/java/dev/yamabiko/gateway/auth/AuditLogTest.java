package dev.yamabiko.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yamabiko.config.AuditConfig;
import dev.yamabiko.proto.log.v1.LogEntry;
import dev.yamabiko.service.Caller;
import dev.yamabiko.service.Permissions.Action;
import dev.yamabiko.service.ServiceError;
import dev.yamabiko.service.TopicReplay;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AuditLogTest {

    private final Vertx vertx = Vertx.vertx();
    private final ManualClock clock = new ManualClock(1_800_000_000_000L);
    private final Gauges gauges = new Gauges();
    private final MemoryJournal journal =
            new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 100), clock, new Random(1));
    private final Appender appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, gauges);
    private final AuditLog audit =
            new AuditLog(appender, new AuditConfig(true, 60, 5, 1 << 20, 1, 1), "node-1", clock, gauges);

    @AfterEach
    void stop() {
        Answer.await(vertx.close());
    }

    @Test
    void shouldWriteDownWhatWasTriedAndWhatCameOfIt() {
        AuditedPermissions permissions = new AuditedPermissions((caller, action, what) -> action == Action.READ, audit);

        permissions.require(new Caller("ann"), Action.READ, "logs/web");
        assertThatThrownBy(() -> permissions.require(new Caller("ann"), Action.WRITE, "logs/web"))
                .isInstanceOf(ServiceError.Denied.class);
        permissions.allow(new Caller("ann"), Action.WRITE, "logs/other");

        assertThat(written())
                .extracting(
                        entry -> entry.getMessage(),
                        entry -> entry.getFieldsOrThrow("caller"),
                        entry -> entry.getFieldsOrThrow("topic"),
                        entry -> entry.getFieldsOrThrow("outcome"),
                        entry -> entry.getFieldsOrThrow("reason"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("allowed READ", "ann", "logs/web", "allowed", ""),
                        org.assertj.core.groups.Tuple.tuple("refused WRITE", "ann", "logs/web", "refused", "role"));
    }

    @Test
    void shouldCountWhatComesAgain() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused("10.0.0.1", "/a/B", "", "no token");
        }
        clock.advance(60_000);
        audit.refused("10.0.0.1", "/a/B", "", "no token");

        assertThat(written())
                .extracting(entry -> entry.getFieldsOrThrow("repeats"))
                .containsExactly("0", "999");
    }

    @Test
    void shouldCountWhatComesTooFast() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused("10.0.0." + i, "/a/B", "", "no token");
        }
        clock.advance(1_000);
        audit.refused("10.0.0.1", "/a/C", "", "no token");

        List<LogEntry> written = written();
        assertThat(written).hasSize(6);
        assertThat(written.get(5).getFieldsOrThrow("left_out_before")).isEqualTo("995");
        assertThat(gauges.snapshot()).containsEntry("audit_left_out", 995L);
    }

    @Test
    void shouldCutNamesThatCanBeNobodys() {
        audit.refused("x".repeat(1_000_000), "READ", "y".repeat(1_000_000), "role");

        assertThat(written()).allSatisfy(entry -> {
            assertThat(entry.getFieldsOrThrow("caller")).isEqualTo("x".repeat(600) + "...");
            assertThat(entry.getFieldsOrThrow("topic")).isEqualTo("y".repeat(600) + "...");
        });
    }

    private List<LogEntry> written() {
        Answer.await(appender.drain());
        List<LogEntry> written = new ArrayList<>();
        Answer.await(
                new TopicReplay<>(journal, AuditLog.TOPIC, LogEntry.parser(), (entry, offset) -> written.add(entry))
                        .read(1, Answer.await(journal.extent(AuditLog.TOPIC)).last()));
        return written;
    }
}
