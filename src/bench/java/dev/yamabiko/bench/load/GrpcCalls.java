package dev.yamabiko.bench.load;

import dev.yamabiko.proto.hub.v1.GetNodeRequest;
import dev.yamabiko.proto.hub.v1.GetNodeResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Calls of one request and one response, some at a time. For one thread. */
public final class GrpcCalls {

    private static final String GET_NODE = "/hub.v1.HubService/GetNode";
    private static final int AT_A_TIME = 100;
    private static final int PREFIX_BYTES = 5;

    private final int port;
    private final String[] metadata;

    /** A client of one server, whose calls all have some metadata: names and values. */
    public GrpcCalls(int port, String... metadata) {
        this.port = port;
        this.metadata = metadata;
    }

    /** Makes so many calls on a connection of their own; returns when all are answered. */
    public void call(long calls) {
        try (Http2Connection connection = new Http2Connection("calls", port, true, metadata)) {
            for (long left = calls; left > 0; left -= AT_A_TIME) {
                List<GrpcAnswer> answers = new ArrayList<>();
                for (int i = 0; i < Math.min(left, AT_A_TIME); i++) {
                    answers.add(begin(connection));
                }
                answers.forEach(answer -> answer.await(connection, GetNodeResponse.parser()));
            }
        }
    }

    private GrpcAnswer begin(Http2Connection connection) {
        byte[] request = GetNodeRequest.getDefaultInstance().toByteArray();
        ByteBuffer frame = ByteBuffer.allocate(Http2Frames.HEADER_BYTES + PREFIX_BYTES + request.length)
                .putInt(Http2Frames.HEADER_BYTES + 1, request.length)
                .put(Http2Frames.HEADER_BYTES + PREFIX_BYTES, request);
        GrpcAnswer answer = new GrpcAnswer();
        int call = connection.open(GET_NODE, answer);
        connection.data(call, frame, PREFIX_BYTES + request.length, true);
        return answer;
    }
}
