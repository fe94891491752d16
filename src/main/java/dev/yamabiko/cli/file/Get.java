package dev.yamabiko.cli.file;

import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * One file on its way from the hub: into a file beside its target, which an earlier download may have begun and which
 * becomes the target once the checksum is right. For one thread.
 */
final class Get implements Transfers.Transfer {

    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final FileInfo info;
    private final Path target;
    private final Path part;
    private long shown;

    /** The part is named after the content, too: what changes meanwhile is not mixed. */
    Get(FileInfo info, Path target) {
        this.info = info;
        this.target = target;
        this.part = target.resolveSibling("." + target.getFileName() + "."
                + info.getChecksum()
                        .substring(0, Math.min(16, info.getChecksum().length())) + ".part");
    }

    @Override
    public String run(Transfers.Lane lane) throws InterruptedException {
        boolean anew = false;
        while (true) {
            String checksum = fetch(lane);
            if (checksum.equals(info.getChecksum())) {
                LocalFile.with(
                        target,
                        () -> Files.move(
                                part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
                return String.format(
                        Locale.ROOT, "fetched %s: %,d bytes, SHA-256 %s", target, info.getSize(), checksum);
            }
            LocalFile.with(part, () -> Files.deleteIfExists(part));
            if (anew) {
                throw new CommandFailure(
                        info.getFilePath() + ": what arrived has another checksum than what is stored");
            }
            anew = true;
        }
    }

    /** Fetches what is missing, and returns the checksum of all. */
    private String fetch(Transfers.Lane lane) throws InterruptedException {
        return LocalFile.with(part, () -> {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    OutputStream out = Channels.newOutputStream(channel)) {
                MessageDigest digest = LocalFile.digest();
                long at = Math.min(channel.size(), info.getSize());
                channel.truncate(at).position(at);
                try (InputStream in = Files.newInputStream(part)) {
                    LocalFile.skip(in, at, digest);
                }
                progress(lane, at);
                while (at < info.getSize()) {
                    at = receive(lane, at, out, digest);
                }
                channel.force(true);
                return HexFormat.of().formatHex(digest.digest());
            }
        });
    }

    /** One call, until it is over; returns where it ended. */
    private long receive(Transfers.Lane lane, long from, OutputStream out, MessageDigest digest)
            throws IOException, InterruptedException {
        long at = from;
        try (Call call = lane.client().open(HubMethods.DOWNLOAD_FILE)) {
            call.send(List.of(Buffer.buffer(FileRequest.newBuilder()
                    .setFilePath(info.getFilePath())
                    .setOffset(from)
                    .setChunkSize(LocalFile.CHUNK_BYTES)
                    .build()
                    .toByteArray())));
            call.finish();
            List<byte[]> messages = call.next(SILENCE);
            if (!messages.isEmpty()) {
                lane.comeback().opened(call, "");
            }
            while (!messages.isEmpty()) {
                for (byte[] message : messages) {
                    byte[] data = FileChunk.parseFrom(message).getData().toByteArray();
                    lane.rate().pass(data.length);
                    out.write(data);
                    digest.update(data);
                    at += data.length;
                    progress(lane, at);
                }
                messages = call.next(SILENCE);
            }
            Ending ending = call.ending();
            if (!(ending instanceof Ending.Completed)) {
                lane.comeback().after(ending);
            } else if (at != info.getSize()) {
                throw new CommandFailure(info.getFilePath() + ": has changed while it was fetched");
            }
            return at;
        }
    }

    private void progress(Transfers.Lane lane, long at) {
        if (at > shown) {
            lane.progress().more(at - shown);
            lane.comeback().well();
            shown = at;
        }
    }
}
