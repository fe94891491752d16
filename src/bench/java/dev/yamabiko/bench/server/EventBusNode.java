package dev.yamabiko.bench.server;

import dev.yamabiko.bench.load.Payload;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageProducer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/**
 * One of two nodes with a clustered event bus, one message for each record: the sender sends as many as a line of its
 * standard input says, the receiver counts them. Because the bus has no backpressure, the receiver gives the sender
 * credit.
 */
public final class EventBusNode {

    private static final String RECORDS = "records";
    private static final String CREDIT = "credit";
    private static final int CREDIT_RECORDS = 5_000;
    private static final int CREDITS = 4;

    private EventBusNode() {}

    /** {@code <cluster.xml> sender|receiver}. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Vertx vertx = BusCluster.join(Path.of(arguments[0]));
        if (arguments[1].equals("receiver")) {
            receive(vertx);
            System.out.println("ready");
        } else {
            send(vertx);
        }
    }

    private static void receive(Vertx vertx) {
        long[] received = new long[1];
        MessageProducer<Object> credit = vertx.eventBus().sender(CREDIT);
        vertx.eventBus()
                .<Buffer>consumer(RECORDS, message -> {
                    if (message.body().length() == Payload.BYTES && ++received[0] % CREDIT_RECORDS == 0) {
                        credit.write(received[0]);
                    }
                })
                .completion()
                .await();
    }

    private static void send(Vertx vertx) throws IOException, InterruptedException {
        Semaphore credits = new Semaphore(CREDITS);
        vertx.eventBus()
                .consumer(CREDIT, message -> credits.release())
                .completion()
                .await();
        System.out.println("ready");
        MessageProducer<Buffer> records = vertx.eventBus().sender(RECORDS);
        Buffer record = Buffer.buffer(Payload.bytes());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        Context context = vertx.getOrCreateContext();
        long rounds = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (long left = Long.parseLong(line); left > 0; left -= CREDIT_RECORDS) {
                credits.acquire();
                context.runOnContext(v -> {
                    for (int i = 0; i < CREDIT_RECORDS; i++) {
                        records.write(record);
                    }
                });
            }
            credits.acquire(CREDITS);
            credits.release(CREDITS);
            System.out.println("done " + ++rounds);
        }
    }
}
