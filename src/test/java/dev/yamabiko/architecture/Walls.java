package dev.yamabiko.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.Pattern;

/** The walls between the packages: what may know what. {@link ArchitectureTest} holds the code to them. */
final class Walls {
    /** The hub without its composition root, which alone knows every part. */
    static final ArchRule NO_CYCLES =
            slices().matching("dev.yamabiko.(**)").should().beFreeOfCycles();

    /** The core stands alone: a record is bytes to it, whatever protocol brought it and wherever it is kept. */
    static final ArchRule STREAM_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("dev.yamabiko.stream..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.yamabiko..").and(not(resideInAPackage("dev.yamabiko.stream.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("io.grpc..", "io.vertx.grpc..", "com.google.protobuf..", "com.google.rpc..")
            .as("stream stands alone: none of our other packages, no gRPC, no protobuf")
            .allowEmptyShould(true);

    /** What services share stands in {@code dev.yamabiko.service} itself, or is what their states are made of. */
    static final ArchRule SERVICES_ARE_STRANGERS = slices().matching("dev.yamabiko.service.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAPackage("dev.yamabiko.service.fold.."))
            .allowEmptyShould(true);

    /** One direction; only the root package (Hub) and the command line see all. */
    static final ArchRule LAYERS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("root")
            .definedBy("dev.yamabiko")
            .layer("cli")
            .definedBy("dev.yamabiko.cli..")
            .layer("gateway")
            .definedBy("dev.yamabiko.gateway..")
            .layer("service")
            .definedBy("dev.yamabiko.service..")
            .layer("stream")
            .definedBy("dev.yamabiko.stream..")
            .layer("storage")
            .definedBy("dev.yamabiko.storage..")
            .layer("cluster")
            .definedBy("dev.yamabiko.cluster..")
            .layer("config")
            .definedBy("dev.yamabiko.config..")
            .layer("token")
            .definedBy("dev.yamabiko.token..")
            .layer("proto")
            .definedBy("dev.yamabiko.proto..")
            .whereLayer("root")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("cli")
            .mayOnlyBeAccessedByLayers("root")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("root", "cli")
            .whereLayer("service")
            .mayOnlyBeAccessedByLayers("root", "cli", "gateway")
            .whereLayer("storage")
            .mayOnlyBeAccessedByLayers("root", "cli")
            .whereLayer("cluster")
            .mayOnlyBeAccessedByLayers("root", "cli")
            .whereLayer("proto")
            .mayOnlyBeAccessedByLayers("root", "cli", "gateway", "service")
            .whereLayer("token")
            .mayOnlyAccessLayers("config")
            .whereLayer("config")
            .mayNotAccessAnyLayer();

    static final ArchRule GRPC_SERVER = only("gateway", "io.vertx.grpc.server..");
    static final ArchRule GRPC_CLIENT = only("cli", "io.vertx.grpc.client..");
    static final ArchRule SQL = only(
            "storage",
            "java.sql..",
            "javax.sql..",
            "org.sqlite..",
            "org.postgresql..",
            "org.flywaydb..",
            "io.vertx.sqlclient..");
    static final ArchRule OBJECT_STORE = only("storage", "software.amazon..");
    static final ArchRule HAZELCAST = only("cluster", "com.hazelcast..");

    /** Time and chance are parameters (Clock, RandomGenerator), and an event loop neither sleeps nor waits. */
    static final ArchRule NO_AMBIENT_INPUT = noClasses()
            .that()
            .resideInAnyPackage("dev.yamabiko.stream..", "dev.yamabiko.service..")
            .should()
            .accessTargetWhere(ambientInput())
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks")
            .as("stream and service take Clock and RandomGenerator as parameters, and hold no lock")
            .allowEmptyShould(true);

    private static final Pattern AMBIENT =
            Pattern.compile("java\\.lang\\.(System\\.currentTimeMillis|Math\\.random|Thread\\.sleep)\\(.*"
                    + "|java\\.time\\.(Clock\\.system\\w+\\(.*|\\w+\\.now\\(\\))"
                    + "|java\\.util\\.(Random\\.<init>|concurrent\\.ThreadLocalRandom\\.\\w+)\\(.*");

    private Walls() {}

    private static ArchRule only(String layer, String... libraries) {
        return noClasses()
                .that()
                .resideInAPackage("dev.yamabiko..")
                .and()
                .resideOutsideOfPackage("dev.yamabiko." + layer + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .as("only " + layer + " knows " + String.join(", ", libraries));
    }

    private static DescribedPredicate<JavaAccess<?>> ambientInput() {
        return DescribedPredicate.describe(
                "reads a clock, draws a random number or sleeps",
                access -> AMBIENT.matcher(access.getTarget().getFullName()).matches());
    }
}
