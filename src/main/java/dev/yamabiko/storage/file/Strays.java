package dev.yamabiko.storage.file;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a node that was killed has left in a local store without a name. Stateless. */
final class Strays {

    private Strays() {}

    /** Deletes them, and says how many bytes there are without them. */
    static long drop(FileTable table, StoreFolder contents, StoreFolder uploads) throws IOException, SQLException {
        Map<String, Long> known = table.contents();
        Set<String> begun = new HashSet<>();
        long bytes = known.values().stream().mapToLong(Long::longValue).sum();
        for (FileTable.Upload upload : table.uploadsBefore(Long.MAX_VALUE)) {
            begun.add(upload.id());
            bytes += upload.stored(uploads);
        }
        drop(contents, known.keySet());
        drop(uploads, begun);
        return bytes;
    }

    private static void drop(StoreFolder folder, Set<String> known) throws IOException {
        for (String name : folder.names()) {
            if (!known.contains(name)) {
                folder.delete(name);
            }
        }
    }
}
