package dev.yamabiko.service.metric;

import java.util.List;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.NetworkIF;
import oshi.software.os.FileSystem;
import oshi.software.os.OSFileStore;

/**
 * Measures the machine, as its operating system sees it. What disks and interfaces there are is looked up each minute.
 */
final class MachineSampler implements Sampler {

    private static final int LOOK_AGAIN = 60;

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final HardwareAbstractionLayer hardware;
    private final FileSystem files;
    private final Rates rates = new Rates();
    private List<HWDiskStore> disks = List.of();
    private List<NetworkIF> interfaces = List.of();
    private List<OSFileStore> stores = List.of();
    private long[] ticks = {};
    private int samplings;

    MachineSampler(HardwareAbstractionLayer hardware, FileSystem files) {
        this.processor = hardware.getProcessor();
        this.memory = hardware.getMemory();
        this.hardware = hardware;
        this.files = files;
    }

    @Override
    public void sample(Samples samples) {
        rates.begin(System.nanoTime());
        if (samplings++ % LOOK_AGAIN == 0) {
            disks = hardware.getDiskStores();
            interfaces = hardware.getNetworkIFs(true);
            stores = files.getFileStores(true);
        }
        processors(samples);
        memory(samples);
        stores.stream().filter(OSFileStore::updateAttributes).forEach(store -> files(store, samples));
        disks.stream().filter(HWDiskStore::updateAttributes).forEach(disk -> disk(disk, samples));
        interfaces.stream().filter(NetworkIF::updateAttributes).forEach(port -> network(port, samples));
    }

    /** Shares of the time since the sampling before. */
    private void processors(Samples samples) {
        long[] before = ticks;
        long[] now = processor.getSystemCpuLoadTicks();
        ticks = now;
        samples.add(OwnMetric.CPU_COUNT, processor.getLogicalProcessorCount());
        double load = processor.getSystemLoadAverage(1)[0];
        if (load >= 0) {
            samples.add(OwnMetric.CPU_LOAD_1M, load);
        }
        double total = 0;
        for (TickType type : TickType.values()) {
            total += ticks(before, now, type);
        }
        if (before.length == now.length && total > 0) {
            double waiting = ticks(before, now, TickType.IOWAIT);
            double idle = ticks(before, now, TickType.IDLE) + waiting;
            double user = ticks(before, now, TickType.USER) + ticks(before, now, TickType.NICE);
            samples.add(OwnMetric.CPU_USAGE_RATIO, 1 - idle / total)
                    .add(OwnMetric.CPU_USER_RATIO, user / total)
                    .add(OwnMetric.CPU_SYSTEM_RATIO, ticks(before, now, TickType.SYSTEM) / total)
                    .add(OwnMetric.CPU_IOWAIT_RATIO, waiting / total);
        }
    }

    private static double ticks(long[] before, long[] now, TickType type) {
        return before.length == now.length ? Math.max(0, now[type.getIndex()] - before[type.getIndex()]) : 0;
    }

    private void memory(Samples samples) {
        double total = memory.getTotal();
        double available = memory.getAvailable();
        samples.add(OwnMetric.MEMORY_TOTAL_BYTES, total)
                .add(OwnMetric.MEMORY_AVAILABLE_BYTES, available)
                .add(OwnMetric.MEMORY_USED_BYTES, total - available)
                .add(OwnMetric.MEMORY_USED_RATIO, total > 0 ? (total - available) / total : 0)
                .add(
                        OwnMetric.MEMORY_SWAP_TOTAL_BYTES,
                        memory.getVirtualMemory().getSwapTotal())
                .add(OwnMetric.MEMORY_SWAP_USED_BYTES, memory.getVirtualMemory().getSwapUsed());
    }

    private static void files(OSFileStore store, Samples samples) {
        double total = store.getTotalSpace();
        double used = total - store.getFreeSpace();
        if (total > 0) {
            samples.add(OwnMetric.DISK_TOTAL_BYTES, store.getMount(), total)
                    .add(OwnMetric.DISK_FREE_BYTES, store.getMount(), store.getUsableSpace())
                    .add(
                            OwnMetric.DISK_USED_RATIO,
                            store.getMount(),
                            used / Math.max(1, used + store.getUsableSpace()));
        }
    }

    private void disk(HWDiskStore disk, Samples samples) {
        String name = disk.getName();
        counter(samples, OwnMetric.DISK_READ_BYTES, OwnMetric.DISK_READ_BYTES_PER_SECOND, name, disk.getReadBytes());
        counter(
                samples,
                OwnMetric.DISK_WRITTEN_BYTES,
                OwnMetric.DISK_WRITTEN_BYTES_PER_SECOND,
                name,
                disk.getWriteBytes());
    }

    private void network(NetworkIF port, Samples samples) {
        String name = port.getName();
        counter(
                samples,
                OwnMetric.NETWORK_RECEIVED_BYTES,
                OwnMetric.NETWORK_RECEIVED_BYTES_PER_SECOND,
                name,
                port.getBytesRecv());
        counter(
                samples,
                OwnMetric.NETWORK_SENT_BYTES,
                OwnMetric.NETWORK_SENT_BYTES_PER_SECOND,
                name,
                port.getBytesSent());
    }

    private void counter(Samples samples, OwnMetric counter, OwnMetric rate, String which, long value) {
        samples.add(counter, which, value);
        rates.perSecond(counter.title() + which, (double) value).ifPresent(now -> samples.add(rate, which, now));
    }
}
