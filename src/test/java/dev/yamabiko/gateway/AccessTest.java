package dev.yamabiko.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yamabiko.ServiceParts;
import dev.yamabiko.config.HubConfig;
import dev.yamabiko.gateway.auth.Access;
import dev.yamabiko.gateway.auth.Gate;
import dev.yamabiko.node.Node;
import dev.yamabiko.node.Nodes;
import dev.yamabiko.node.Readiness;
import dev.yamabiko.storage.JournalBounds;
import dev.yamabiko.storage.MemoryJournal;
import dev.yamabiko.stream.Appender;
import dev.yamabiko.stream.Gauges;
import dev.yamabiko.stream.Lane;
import dev.yamabiko.stream.LocalRelay;
import dev.yamabiko.stream.StreamLimits;
import dev.yamabiko.support.Answer;
import dev.yamabiko.support.FakeNodes;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every RPC of every service, from the routes themselves: without a token, with one for something else, with its own.
 */
@Timeout(60)
class AccessTest {

    private static final byte[] EMPTY = GrpcFrames.frame(0, new byte[0]);

    @TempDir
    static Path folder;

    private static final Map<String, Route> ROUTES = routes();
    private static ClosedHub hub;

    @BeforeAll
    static void start() throws Exception {
        hub = ClosedHub.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        hub.close();
    }

    static Set<String> paths() {
        return ROUTES.keySet();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void shouldLetInWhoMayComeInAndNobodyElse(String path) throws Exception {
        Access access = ROUTES.get(path).rpc().access();
        boolean open = access == Access.ANYBODY || access == Access.TOKEN_IF_ANY;

        assertThat(outcome(hub.connection().call(path)))
                .as("without a token")
                .isEqualTo(open ? "let in" : "UNAUTHENTICATED TOKEN_REFUSED");
        assertThat(outcome(hub.call(path, hub.token("admin", "nothing:else").token())))
                .as("with a token for something else")
                .isEqualTo(access.scope().isEmpty() ? "let in" : "PERMISSION_DENIED DENIED");
        assertThat(outcome(hub.call(
                        path, hub.token("user-of-nothing", scope(access)).token())))
                .as("in a role that may not")
                .isEqualTo(access.scope().isEmpty() ? "let in" : "PERMISSION_DENIED DENIED");
        assertThat(outcome(hub.call(path, hub.token("admin", scope(access)).token())))
                .as("with a token for it")
                .isEqualTo("let in");
        assertThat(outcome(hub.call(path, hub.admin())))
                .as("with a token for everything")
                .isEqualTo("let in");
    }

    @Test
    void shouldBeOpenOnlyWhereNobodyCanHaveAToken() {
        Map<String, Access> open = new TreeMap<>();
        ROUTES.forEach((path, route) -> {
            if (route.rpc().access().scope().isEmpty()) {
                open.put(path, route.rpc().access());
            }
        });

        assertThat(open)
                .isEqualTo(Map.of(
                        "/auth.v1.AuthService/Login", Access.ANYBODY,
                        "/auth.v1.AuthService/Refresh", Access.ANYBODY,
                        "/auth.v1.AuthService/Revoke", Access.TOKEN_IF_ANY,
                        "/grpc.health.v1.Health/Check", Access.ANYBODY,
                        "/grpc.health.v1.Health/Watch", Access.ANYBODY,
                        "/hub.v1.HubService/RenewToken", Access.ANY_TOKEN));
    }

    @Test
    void shouldHaveARuleForEveryRpcThatReflectionShows() {
        Set<String> shown = new TreeSet<>();
        ROUTES.values()
                .forEach(route -> route.rpc()
                        .method()
                        .getService()
                        .getMethods()
                        .forEach(
                                method -> shown.add("/" + method.getService().getFullName() + "/" + method.getName())));

        assertThat(ROUTES.keySet()).containsAll(shown);
    }

    @Test
    void shouldSayInTheDocsWhatEveryRpcNeeds() throws Exception {
        List<String> rows = Files.readAllLines(Path.of("docs/protocol.md"));

        ROUTES.forEach((path, route) -> {
            String scope = route.rpc().access().scope();
            String name = route.rpc().method().getService().getFullName().startsWith("grpc.")
                    ? path.contains("Health") ? "health" : "reflection"
                    : route.rpc().method().getName();
            assertThat(rows)
                    .as(path)
                    .anyMatch(row -> row.startsWith(scope.isEmpty() ? "| none" : "| `") && tells(row, scope, name));
        });
    }

    private static boolean tells(String row, String scope, String name) {
        return row.matches(".*\\b" + name + "\\b.*") && (scope.isEmpty() || row.contains("`" + scope + "`"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//hub.v1.HubService/GetNode",
                "/hub.v1.HubService//GetNode",
                "/hub.v1.HubService/GetNode/",
                "/hub.v1.HubService/GetNode?",
                "/hub.v1.HubService/GetNode?access=1",
                "/hub.v1.HubService/GetNode#x",
                "/hub.v1.HubService/GetNode;v=1",
                "/hub.v1.HubService%2fGetNode",
                "/hub.v1.HubService%2FGetNode",
                "/%68ub.v1.HubService/GetNode",
                "/hub.v1.hubservice/getnode",
                "/HUB.V1.HUBSERVICE/GETNODE",
                "/hub.v1.HubService/GetNode%00",
                "/hub.v1.HubService/GetNode%20",
                "/./hub.v1.HubService/GetNode",
                "/x/../hub.v1.HubService/GetNode",
                "/grpc.health.v1.Health/../hub.v1.HubService/GetNode",
                "/grpc.health.v1.Health/Check/../../hub.v1.HubService/GetNode",
                "hub.v1.HubService/GetNode",
                "/hub.v1.HubService\\GetNode",
                "/hub/v1/HubService/GetNode",
                "/hub.v1.HubService.GetNode"
            })
    void shouldLeadNowhereByAnyOtherPath(String path) throws Exception {
        assertThat(hub.call(path, hub.admin()).send(EMPTY).end().await().text())
                .isEqualTo("UNIMPLEMENTED METHOD_UNKNOWN");
    }

    private static String scope(Access access) {
        return access.scope().isEmpty() ? "any:thing" : access.scope();
    }

    /** Let in is who gets an answer, whatever it is, that is none of the gate. */
    private static String outcome(RawCall call) throws Exception {
        String status = call.send(EMPTY).end().head().get("grpc-status");
        String end = status == null ? "" : call.await().text();
        call.reset();
        return end.equals("UNAUTHENTICATED TOKEN_REFUSED") || end.startsWith("PERMISSION_DENIED") ? end : "let in";
    }

    private static Map<String, Route> routes() {
        Vertx vertx = Vertx.vertx();
        try {
            Clock clock = Clock.systemUTC();
            Random random = new Random(1);
            Gauges gauges = new Gauges();
            MemoryJournal journal = new MemoryJournal(vertx, new JournalBounds(1 << 20, 0, 100), clock, random);
            LocalRelay relay = new LocalRelay(vertx);
            Readiness readiness = new Readiness(vertx);
            Nodes nodes = new FakeNodes(FakeNodes.node("n", Node.State.SERVING));
            Appender appender = new Appender(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
            ServiceParts parts = new ServiceParts(new ServiceParts.Core(
                    "n", HubConfig.DEFAULT, vertx, journal, appender, relay, nodes, readiness, gauges, clock, random));
            Lane lane = new Lane(vertx, journal, relay, StreamLimits.DEFAULT, gauges);
            HealthService health = new HealthService(readiness, name -> true);
            return new TreeMap<>(
                    new Routes(parts.create(vertx, lane), health, new TokenRenewal(Set.of(), Gate.open()), Gate.open())
                            .bind(new RpcBinder(1_000))
                            .routes());
        } finally {
            Answer.await(vertx.close());
        }
    }
}
