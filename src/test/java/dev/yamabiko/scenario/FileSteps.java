package dev.yamabiko.scenario;

import dev.yamabiko.proto.file.v1.FileChunk;
import dev.yamabiko.proto.file.v1.FileInfo;
import dev.yamabiko.proto.file.v1.FileRequest;
import dev.yamabiko.proto.file.v1.ListFilesRequest;
import dev.yamabiko.proto.file.v1.UploadResult;
import dev.yamabiko.proto.file.v1.UploadStatus;
import dev.yamabiko.support.FileCalls;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The steps of a scenario that are about files, whose contents are text.
 *
 * <pre>
 * &gt; file put NAME "text" [at=offset] [size=n] [sum=hex] [more]   more: it is not the last chunk
 * &gt; file get NAME [from=offset] [limit=n]
 * &gt; file info NAME
 * &gt; file status NAME
 * &gt; file ls [prefix] [after=NAME] [limit=n]
 * &gt; file rm NAME
 * </pre>
 *
 * Stateless.
 */
final class FileSteps {

    private static final int SHOWN = 8;

    private FileSteps() {}

    static List<String> run(Channel channel, Words words) {
        FileCalls files = new FileCalls(channel);
        String verb = words.next();
        try {
            return switch (verb) {
                case "put" -> List.of(put(files, words));
                case "get" -> List.of(get(files, words));
                case "info" -> List.of(info(files.info(words.next())));
                case "status" -> List.of(status(files.status(words.next())));
                case "ls" -> list(files, words);
                case "rm" -> List.of(remove(files, words));
                default -> throw new IllegalArgumentException("file " + verb + " (expected: a command)");
            };
        } catch (StatusRuntimeException error) {
            return List.of(Lines.of(error));
        }
    }

    private static String put(FileCalls files, Words words) {
        boolean more = words.flag("more");
        FileChunk.Builder chunk = FileCalls.chunk(
                        words.next(), words.number("at"), words.next().getBytes(StandardCharsets.UTF_8))
                .setTotalSize(words.number("size"))
                .setChecksum(words.one("sum"))
                .setIsLastChunk(!more);
        UploadResult result = files.send(List.of(chunk.build()));
        return result.getStatus() + " " + result.getTotalSize() + " " + shown(result.getChecksum());
    }

    private static String get(FileCalls files, Words words) {
        List<FileChunk> chunks = files.download(FileRequest.newBuilder()
                .setFilePath(words.next())
                .setOffset(words.number("from"))
                .setLimit(words.number("limit"))
                .build());
        String text = new String(FileCalls.bytes(chunks), StandardCharsets.UTF_8);
        return "\"" + text + "\" " + shown(chunks.get(chunks.size() - 1).getChecksum());
    }

    private static String info(FileInfo info) {
        return info.getFilePath() + " " + info.getSize() + " " + info.getMimeType() + " " + shown(info.getChecksum());
    }

    private static String status(UploadStatus status) {
        return "at " + status.getOffset() + " of " + status.getTotalSize();
    }

    private static List<String> list(FileCalls files, Words words) {
        return files
                .list(ListFilesRequest.newBuilder()
                        .setPrefix(words.next())
                        .setAfter(words.one("after"))
                        .setLimit((int) words.number("limit"))
                        .build())
                .stream()
                .map(FileSteps::info)
                .toList();
    }

    private static String remove(FileCalls files, Words words) {
        files.delete(words.next());
        return "OK";
    }

    private static String shown(String checksum) {
        return checksum.isEmpty() ? "-" : checksum.substring(0, SHOWN);
    }
}
