package dev.yamabiko.gateway;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that floods a hub: whoever is flooded from afar has its processors to itself, so this one gets what the
 * others leave. It does as it is told, line by line, and ends with its input. Used by one thread.
 */
final class FloodProcess implements AutoCloseable {

    private static final long BETWEEN_HANDSHAKES_NANOS = 500_000;
    private static final byte[] CLIENT_HELLO_BEGINS = {22, 3, 1, 2, 0, 1, 0, 1};
    private static final long ENDS_WITHIN_SECONDS = 20;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;

    FloodProcess(int port) throws IOException {
        process = new ProcessBuilder(
                        "nice",
                        "-n",
                        "19",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FloodProcess.class.getName(),
                        Integer.toString(port))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Begins a flood; returns when something of it has been sent. */
    void begin(Flood flood) throws IOException {
        order(flood.name());
    }

    /** Begins so many handshakes; returns when all are. */
    void beginHandshakes(int count) throws IOException {
        order(Integer.toString(count));
    }

    /** Ends what was begun, and says how much it was. */
    String end() throws IOException {
        return order("");
    }

    private String order(String line) throws IOException {
        orders.println(line);
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("flooder: gone");
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        orders.close();
        try {
            if (!process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException error) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** {@code arguments}: the port. */
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        List<Flooder> flooders = new ArrayList<>();
        List<Socket> silent = new ArrayList<>();
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.isEmpty()) {
                answers.println(end(flooders, silent));
            } else if (Character.isDigit(order.charAt(0))) {
                handshakes(port, Integer.parseInt(order), silent);
                answers.println("begun");
            } else {
                flood(port, Flood.valueOf(order), flooders);
                answers.println("begun");
            }
        }
        System.exit(0);
    }

    private static void flood(int port, Flood flood, List<Flooder> flooders) {
        flooders.add(new Flooder(port, flood, true, Flooder.LINE_BYTES_PER_SECOND));
        while (flooders.stream().mapToInt(Flooder::turns).sum() == 0) {
            LockSupport.parkNanos(BETWEEN_HANDSHAKES_NANOS);
        }
    }

    /** Of half of them, the hub computes its part. */
    private static void handshakes(int port, int count, List<Socket> silent) throws Exception {
        byte[] whole = TlsClient.hello();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            silent.add(socket);
            socket.getOutputStream().write(i % 2 == 0 ? whole : CLIENT_HELLO_BEGINS);
            LockSupport.parkNanos(BETWEEN_HANDSHAKES_NANOS);
        }
    }

    private static String end(List<Flooder> flooders, List<Socket> silent) throws IOException {
        for (Flooder flooder : flooders) {
            flooder.close();
        }
        for (Socket socket : silent) {
            socket.close();
        }
        String did = "turns=" + flooders.stream().mapToInt(Flooder::turns).sum() + " connections-ended="
                + flooders.stream().mapToInt(Flooder::ended).sum() + " handshakes=" + silent.size();
        flooders.clear();
        silent.clear();
        return did;
    }
}
