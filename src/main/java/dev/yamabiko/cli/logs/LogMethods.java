package dev.yamabiko.cli.logs;

import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;

/** The methods of the hub that the log commands call, with messages as bytes. Constants. */
final class LogMethods {

    static final ServiceMethod<Buffer, Buffer> STREAM_LOGS = method("log.v1", "LogService", "StreamLogs");
    static final ServiceMethod<Buffer, Buffer> COLLECT_LOGS =
            method("datacollection.v1", "DataCollectionService", "CollectLogs");

    private LogMethods() {}

    private static ServiceMethod<Buffer, Buffer> method(String area, String service, String method) {
        return ServiceMethod.client(
                ServiceName.create(area, service), method, GrpcMessageEncoder.IDENTITY, GrpcMessageDecoder.IDENTITY);
    }
}
