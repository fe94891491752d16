package dev.yamabiko.service.metric;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import oshi.software.os.OSProcess;

/** Measures the process of the node, as the operating system sees it. */
final class ProcessSampler implements Sampler {

    private static final double MS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);

    private final OSProcess process;
    private final int processors;
    private final Rates rates = new Rates();

    ProcessSampler(OSProcess process, int processors) {
        this.process = process;
        this.processors = processors;
    }

    @Override
    public void sample(Samples samples) {
        rates.begin(System.nanoTime());
        if (process.updateAttributes()) {
            double seconds = (process.getKernelTime() + process.getUserTime()) / MS_PER_SECOND;
            samples.add(OwnMetric.PROCESS_MEMORY_BYTES, process.getResidentMemory())
                    .add(OwnMetric.PROCESS_CPU_SECONDS, seconds);
            rates.perSecond(OwnMetric.PROCESS_CPU_SECONDS.title(), seconds)
                    .ifPresent(taken -> samples.add(OwnMetric.PROCESS_CPU_RATIO, taken / processors));
        }
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            samples.add(OwnMetric.PROCESS_OPEN_FILES, unix.getOpenFileDescriptorCount());
        }
    }
}
