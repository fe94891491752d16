package dev.yamabiko.cli.file;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.yamabiko.cli.client.Call;
import dev.yamabiko.cli.client.Ending;
import dev.yamabiko.cli.client.HubMethods;
import dev.yamabiko.cli.client.Question;
import dev.yamabiko.cli.terminal.CommandFailure;
import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.proto.file.v1.UploadStatus;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** One file on its way to the hub: from where an earlier upload of it was cut, as often as it takes. For one thread. */
final class Put implements Transfers.Transfer {

    /** A hub that checks a large file again takes its time. */
    private static final Duration ANSWER = Duration.ofMinutes(10);

    private final Path file;
    private final String name;
    private final FileRequest named;
    private boolean anew;
    private long shown;

    Put(Path file, String name) {
        this.file = file;
        this.name = name;
        this.named = FileRequest.newBuilder().setFilePath(name).build();
    }

    @Override
    public String run(Transfers.Lane lane) throws InterruptedException {
        Question question = new Question(lane.client(), lane.comeback());
        while (true) {
            long size = LocalFile.with(file, () -> Files.size(file));
            long from = anew ? 0 : standing(question, size);
            try (Call call = lane.client().open(HubMethods.UPLOAD_FILE)) {
                String checksum = LocalFile.with(file, () -> send(lane, call, from, size));
                call.finish();
                List<byte[]> answer = call.next(ANSWER);
                Ending ending = call.ending();
                if (ending instanceof Ending.Completed && !answer.isEmpty()) {
                    return stored(answer.get(0));
                }
                if (!checksum.isEmpty() && isThere(question, checksum)) {
                    return said(size, checksum);
                }
                comeBack(lane, ending, from);
            }
        }
    }

    /** Where an earlier upload goes on; 0 if there is none, or it was of another file. */
    private long standing(Question question, long size) throws InterruptedException {
        UploadStatus status = question.find(HubMethods.GET_UPLOAD_STATUS, named, UploadStatus.parser());
        boolean same = status != null && status.getTotalSize() == size && status.getOffset() <= size;
        return status != null && same ? status.getOffset() : 0;
    }

    /** Sends what is missing; returns the checksum of all, or nothing: the call is over. */
    private String send(Transfers.Lane lane, Call call, long from, long size) throws IOException, InterruptedException {
        MessageDigest digest = LocalFile.digest();
        try (InputStream in = Files.newInputStream(file)) {
            LocalFile.skip(in, from, digest);
            progress(lane, from);
            long at = from;
            while (true) {
                byte[] data = in.readNBytes((int) Math.min(LocalFile.CHUNK_BYTES, size - at));
                if (data.length == 0 && at < size) {
                    throw new IOException("shorter than before");
                }
                digest.update(data);
                boolean last = at + data.length == size;
                String checksum = last ? HexFormat.of().formatHex(digest.digest()) : "";
                lane.rate().pass(data.length);
                if (!call.send(List.of(chunk(at, data, size, checksum)))) {
                    return "";
                }
                at += data.length;
                progress(lane, at);
                if (last) {
                    return checksum;
                }
            }
        }
    }

    private Buffer chunk(long offset, byte[] data, long size, String checksum) {
        return Buffer.buffer(FileChunk.newBuilder()
                .setFilePath(name)
                .setOffset(offset)
                .setData(UnsafeByteOperations.unsafeWrap(data))
                .setTotalSize(size)
                .setChecksum(checksum)
                .setIsLastChunk(!checksum.isEmpty())
                .build()
                .toByteArray());
    }

    /** The answer may be all that was lost. */
    private boolean isThere(Question question, String checksum) throws InterruptedException {
        FileInfo info = question.find(HubMethods.GET_FILE_INFO, named, FileInfo.parser());
        return info != null && info.getChecksum().equals(checksum);
    }

    /** What went on from an earlier upload may have been another file's: then all is sent, once. */
    private void comeBack(Transfers.Lane lane, Ending ending, long from) throws InterruptedException {
        boolean mixed = ending instanceof Ending.Refused refused
                && (refused.status().info("CHECKSUM_MISMATCH") != null
                        || refused.status().info("UPLOAD_ELSEWHERE") != null);
        if (mixed && from > 0 && !anew) {
            anew = true;
        } else {
            lane.comeback().after(ending);
            anew = false;
        }
    }

    private void progress(Transfers.Lane lane, long at) {
        if (at > shown) {
            lane.progress().more(at - shown);
            lane.comeback().well();
            shown = at;
        }
    }

    private String stored(byte[] answer) {
        try {
            UploadResult result = UploadResult.parseFrom(answer);
            if (!result.getStatus().equals("OK")) {
                throw new CommandFailure(name + ": not complete: " + String.join("; ", result.getErrorsList()));
            }
            return said(result.getTotalSize(), result.getChecksum());
        } catch (InvalidProtocolBufferException foreign) {
            throw new CommandFailure("the hub's answer is none: " + Arrays.toString(answer), foreign);
        }
    }

    private String said(long size, String checksum) {
        return String.format(Locale.ROOT, "stored %s: %,d bytes, SHA-256 %s", name, size, checksum);
    }
}
