package dev.yamabiko.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The code stands inside the {@link Walls}, and each of them falls for code that does not. */
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.yamabiko");

    static final List<ArchRule> ALL = List.of(
            Walls.NO_CYCLES,
            Walls.STREAM_STANDS_ALONE,
            Walls.SERVICES_ARE_STRANGERS,
            Walls.LAYERS,
            Walls.GRPC_SERVER,
            Walls.GRPC_CLIENT,
            Walls.SQL,
            Walls.HAZELCAST,
            Walls.OBJECT_STORE,
            Walls.NO_AMBIENT_INPUT);

    @ParameterizedTest
    @FieldSource("ALL")
    void shouldStandInsideTheWalls(ArchRule wall) {
        wall.check(OURS);
    }

    @Test
    void shouldLetPassWhatCrossesNoWall(@TempDir Path classes) {
        JavaClasses innocents = compile(classes, "gateway", "dev.yamabiko.stream.Stream s; java.util.Random r;");

        assertThat(ALL).noneMatch(wall -> wall.evaluate(innocents).hasViolation());
    }

    @ParameterizedTest
    @MethodSource("offences")
    void shouldCatchWhatCrossesAWall(ArchRule wall, String place, String code, @TempDir Path classes) {
        JavaClasses offenders = compile(classes, place, code);

        assertThat(wall.evaluate(offenders).hasViolation()).isTrue();
    }

    /** Wall, package of the offender, and what the offender does. */
    static Stream<Arguments> offences() {
        return Stream.of(
                arguments(Walls.NO_CYCLES, "stream", "dev.yamabiko.storage.Storage s;"),
                arguments(Walls.STREAM_STANDS_ALONE, "stream", "dev.yamabiko.config.Config c;"),
                arguments(Walls.STREAM_STANDS_ALONE, "stream", "dev.yamabiko.proto.log.v1.Entry e;"),
                arguments(Walls.STREAM_STANDS_ALONE, "stream", "io.grpc.Status s;"),
                arguments(Walls.STREAM_STANDS_ALONE, "stream", "com.google.protobuf.Message m;"),
                arguments(Walls.SERVICES_ARE_STRANGERS, "service.log", "dev.yamabiko.service.chat.Chat c;"),
                arguments(Walls.SERVICES_ARE_STRANGERS, "service.fold", "dev.yamabiko.service.chat.Chat c;"),
                arguments(Walls.LAYERS, "stream", "dev.yamabiko.storage.Storage s;"),
                arguments(Walls.LAYERS, "service.log", "dev.yamabiko.gateway.auth.Gateway g;"),
                arguments(Walls.LAYERS, "service.log", "dev.yamabiko.storage.Storage s;"),
                arguments(Walls.LAYERS, "service.log", "dev.yamabiko.Hub h;"),
                arguments(Walls.LAYERS, "storage", "dev.yamabiko.proto.log.v1.Entry e;"),
                arguments(Walls.LAYERS, "config", "dev.yamabiko.stream.Stream s;"),
                arguments(Walls.LAYERS, "token", "dev.yamabiko.service.chat.Chat c;"),
                arguments(Walls.GRPC_SERVER, "service", "io.vertx.grpc.server.GrpcServer s;"),
                arguments(Walls.GRPC_CLIENT, "gateway", "io.vertx.grpc.client.GrpcClient c;"),
                arguments(Walls.SQL, "service.user", "java.sql.Connection c;"),
                arguments(Walls.SQL, "cli", "io.vertx.sqlclient.Pool p;"),
                arguments(Walls.HAZELCAST, "gateway", "com.hazelcast.core.HazelcastInstance h;"),
                arguments(Walls.OBJECT_STORE, "service.file", "software.amazon.awssdk.services.s3.S3Client c;"),
                arguments(Walls.NO_AMBIENT_INPUT, "stream", "long t = System.currentTimeMillis();"),
                arguments(Walls.NO_AMBIENT_INPUT, "stream", "Object t = java.time.Instant.now();"),
                arguments(Walls.NO_AMBIENT_INPUT, "service.log", "Object c = java.time.Clock.systemUTC();"),
                arguments(
                        Walls.NO_AMBIENT_INPUT,
                        "service",
                        "java.util.function.LongSupplier t = System::currentTimeMillis;"),
                arguments(Walls.NO_AMBIENT_INPUT, "stream", "Object r = new java.util.Random(1);"),
                arguments(Walls.NO_AMBIENT_INPUT, "stream", "double r = Math.random();"),
                arguments(Walls.NO_AMBIENT_INPUT, "stream", "void m() throws Exception { Thread.sleep(1); }"),
                arguments(
                        Walls.NO_AMBIENT_INPUT,
                        "service.chat",
                        "Object l = new java.util.concurrent.locks.ReentrantLock();"));
    }

    /** A hub of one class per part, with an offender in it. Libraries that are not there are made up. */
    private static JavaClasses compile(Path classes, String place, String code) {
        List<JavaFileObject> sources = List.of(
                source("dev.yamabiko", "Hub", ""),
                source("dev.yamabiko.config", "Config", ""),
                source("dev.yamabiko.stream", "Stream", ""),
                source("dev.yamabiko.service.chat", "Chat", ""),
                source("dev.yamabiko.gateway.auth", "Gateway", ""),
                source("dev.yamabiko.storage", "Storage", "dev.yamabiko.stream.Stream s;"),
                source("dev.yamabiko.cluster", "Cluster", ""),
                source("dev.yamabiko.proto.log.v1", "Entry", ""),
                source("io.grpc", "Status", ""),
                source("com.google.protobuf", "Message", ""),
                source("io.vertx.grpc.server", "GrpcServer", ""),
                source("io.vertx.grpc.client", "GrpcClient", ""),
                source("io.vertx.sqlclient", "Pool", ""),
                source("com.hazelcast.core", "HazelcastInstance", ""),
                source("software.amazon.awssdk.services.s3", "S3Client", ""),
                source("dev.yamabiko." + place, "Offender", code));
        var options = List.of("-d", classes.toString(), "-cp", classes.toString(), "-proc:none");
        var javac = ToolProvider.getSystemJavaCompiler();
        assertThat(javac.getTask(null, null, null, options, null, sources).call())
                .isTrue();
        return new ClassFileImporter().importPath(classes);
    }

    private static JavaFileObject source(String place, String name, String body) {
        String text = "package " + place + "; public class " + name + " { " + body + " }";
        URI uri = URI.create("string:///" + place.replace('.', '/') + "/" + name + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
