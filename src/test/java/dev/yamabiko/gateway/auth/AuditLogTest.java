package dev.yamabiko.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
import dev.yamabiko.stream.StreamError;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.Await;
import dev.yamabiko.support.HeldJournal;
import dev.yamabiko.support.ManualClock;
import io.vertx.core.Vertx;
import java.time.Duration;
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
    private final HeldJournal journal =
            new HeldJournal(new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 100), clock, new Random(1)));
    private final Appender appender = new Appender(vertx, journal, new LocalRelay(vertx), StreamLimits.DEFAULT, gauges);
    private final AuditLog audit =
            new AuditLog(appender, new AuditConfig(true, 60, 100, 1 << 20, 1, 1), "node-1", clock, gauges);

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
                        tuple("allowed READ", "ann", "logs/web", "allowed", ""),
                        tuple("refused WRITE", "ann", "logs/web", "refused", "role"));
    }

    @Test
    void shouldCountWhatComesAgain() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(new Caller("10.0.0.1"), "/a/B", "", "no token");
        }
        clock.advance(60_000);
        audit.refused(new Caller("10.0.0.1"), "/a/B", "", "no token");

        assertThat(written())
                .extracting(entry -> entry.getFieldsOrThrow("repeats"))
                .containsExactly("0", "999");
    }

    @Test
    void shouldCountWhatComesTooFast() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(new Caller("10.0.0." + i), "/a/B", "", "no token");
        }
        clock.advance(1_000);
        audit.refused(new Caller("10.0.0.1"), "/a/C", "", "no token");

        List<LogEntry> written = written();
        assertThat(written).hasSize(101);
        assertThat(written.get(100).getFieldsOrThrow("left_out_before")).isEqualTo("900");
        assertThat(gauges.snapshot()).containsEntry("audit_left_out", 900L);
    }

    @Test
    void shouldLeaveRoomForOthersBesideOneWhoTakesAll() {
        for (int i = 0; i < 1_000; i++) {
            audit.allowed(new Caller("eve"), "READ", "files/x" + i);
            audit.refused(new Caller("2001:db8:0:1::" + Integer.toHexString(i)), "/a/B", "", "no token");
        }
        audit.allowed(new Caller("ann"), "READ", "files/a");

        assertThat(written())
                .extracting(entry -> entry.getFieldsOrThrow("caller"))
                .hasSize(51)
                .endsWith("ann");
    }

    @Test
    void shouldWriteEveryChangeOfUsersRolesAndRevocations() {
        for (int i = 0; i < 1_000; i++) {
            audit.refused(new Caller("10.0.0." + i), "/a/B", "", "no token");
        }
        Caller admin = new Caller("ann").calling("/user.v1.UserService/CreateUser");
        audit.allowed(admin, "WRITE", "users");
        audit.allowed(admin, "WRITE", "users");
        clock.advance(1_000);
        audit.allowed(admin, "WRITE", "roles/admin");
        audit.allowed(new Caller("bob"), "WRITE", "auth/revocations");

        assertThat(written())
                .filteredOn(entry -> entry.getFieldsOrThrow("outcome").equals("allowed"))
                .extracting(
                        entry -> entry.getFieldsOrThrow("caller"),
                        entry -> entry.getFieldsOrThrow("rpc"),
                        entry -> entry.getFieldsOrThrow("topic"),
                        entry -> entry.getFieldsOrThrow("repeats"))
                .containsExactly(
                        tuple("ann", "/user.v1.UserService/CreateUser", "users", "0"),
                        tuple("ann", "/user.v1.UserService/CreateUser", "users", "0"),
                        tuple("ann", "/user.v1.UserService/CreateUser", "roles/admin", "0"),
                        tuple("bob", "", "auth/revocations", "0"));
    }

    @Test
    void shouldBoundChangesToo() {
        for (String caller : List.of("ann", "bob", "eve")) {
            for (int i = 0; i < 200; i++) {
                audit.allowed(new Caller(caller), "WRITE", "users/" + i);
            }
        }

        assertThat(written())
                .extracting(entry -> entry.getFieldsOrThrow("caller"))
                .hasSize(100)
                .filteredOn("bob"::equals)
                .hasSize(50);
    }

    @Test
    void shouldTellOfRepeatsThoughNoMoreFollow() {
        for (int i = 0; i < 50; i++) {
            clock.advance(1);
            audit.allowed(new Caller("eve"), "READ", "logs/web");
        }
        long last = clock.millis();
        audit.flush();
        clock.advance(60_000);
        audit.flush();
        audit.flush();

        List<LogEntry> written = written();
        assertThat(written)
                .extracting(entry -> entry.getFieldsOrThrow("repeats"))
                .containsExactly("0", "48");
        assertThat(written.get(1).getTimestamp()).isEqualTo(last);
    }

    @Test
    void shouldTellOfRepeatsWhenItEnds() {
        audit.allowed(new Caller("eve"), "READ", "logs/web");
        audit.allowed(new Caller("eve"), "READ", "logs/web");
        audit.close();

        assertThat(written())
                .extracting(entry -> entry.getFieldsOrThrow("repeats"))
                .containsExactly("0", "0");
    }

    @Test
    void shouldTellOfRepeatsThatArePushedOut() {
        AuditRepeats repeats = new AuditRepeats(60_000);
        AuditEntry first = new AuditEntry("eve", "", "READ", "logs/0", true, "");
        repeats.begin(first, 1);
        assertThat(repeats.again(first, 2)).isTrue();

        List<AuditRepeats.Late> late = new ArrayList<>();
        for (int i = 1; i <= 10_000; i++) {
            late.addAll(repeats.begin(new AuditEntry("eve", "", "READ", "logs/" + i, true, ""), 3)
                    .pushedOut());
        }

        assertThat(late).containsExactly(new AuditRepeats.Late(first, 2, 1));
    }

    @Test
    void shouldCountWhatTheJournalDoesNotTake() {
        journal.failNext(new StreamError.JournalUnavailable("gone"));

        audit.allowed(new Caller("ann"), "READ", "logs/a");
        Await.until(
                "the failure",
                Duration.ofSeconds(10),
                () -> gauges.snapshot().get("audit_left_out").equals(1L));
        audit.allowed(new Caller("bob"), "READ", "logs/b");

        assertThat(written())
                .extracting(
                        entry -> entry.getFieldsOrThrow("caller"), entry -> entry.getFieldsOrThrow("left_out_before"))
                .containsExactly(tuple("bob", "1"));
    }

    @Test
    void shouldCutNamesThatCanBeNobodys() {
        audit.refused(new Caller("x".repeat(1_000_000)), "READ", "y".repeat(1_000_000), "role");

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
