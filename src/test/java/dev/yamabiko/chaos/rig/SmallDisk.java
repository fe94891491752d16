package dev.yamabiko.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk that is soon full: a file system in memory, mounted while it is open. */
public final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Whether this user may mount one. */
    public static boolean possible() {
        return System.getProperty("os.name").equals("Linux")
                && HubProcess.run("id", "-u").strip().equals("0")
                && mounts();
    }

    /** Mounts one of that many mebibytes. */
    public static SmallDisk mount(Path folder, int mebibytes) throws IOException {
        Files.createDirectories(folder);
        HubProcess.run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
        return new SmallDisk(folder);
    }

    /** Where it is mounted. */
    public Path folder() {
        return folder;
    }

    /** Also where a file on it is still open. */
    @Override
    public void close() {
        HubProcess.run("umount", "-l", folder.toString());
    }

    /** Root in a container often may not. */
    private static boolean mounts() {
        try {
            Path probe = Files.createTempDirectory("yamabiko-mount");
            try (SmallDisk disk = mount(probe, 1)) {
                return Files.isDirectory(disk.folder());
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | AssertionError refused) {
            return false;
        }
    }
}
