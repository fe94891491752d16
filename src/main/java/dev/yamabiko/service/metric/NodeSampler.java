package dev.yamabiko.service.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import oshi.SystemInfo;

/**
 * Measures the machine, the process and the virtual machine of the node. The library for it is loaded when it is first
 * asked; of a part that fails, the log tells once until it works again.
 */
final class NodeSampler implements Sampler {

    private static final Logger LOG = LoggerFactory.getLogger(NodeSampler.class);

    private final Set<Sampler> failing = new HashSet<>();
    private @Nullable List<Sampler> parts;

    @Override
    public void sample(Samples samples) {
        List<Sampler> all = parts == null ? load() : parts;
        parts = all;
        all.forEach(part -> sample(part, samples));
    }

    private static List<Sampler> load() {
        try {
            SystemInfo system = new SystemInfo();
            int processors = system.getHardware().getProcessor().getLogicalProcessorCount();
            return List.of(
                    new MachineSampler(
                            system.getHardware(), system.getOperatingSystem().getFileSystem()),
                    new ProcessSampler(system.getOperatingSystem().getCurrentProcess(), processors),
                    new JvmSampler());
        } catch (RuntimeException | LinkageError unknownSystem) {
            LOG.warn("metrics of this machine cannot be measured error={}", unknownSystem.toString());
            return List.of(new JvmSampler());
        }
    }

    private void sample(Sampler part, Samples samples) {
        try {
            part.sample(samples);
            failing.remove(part);
        } catch (RuntimeException | LinkageError failure) {
            if (failing.add(part)) {
                String name = part.getClass().getSimpleName();
                LOG.warn("metrics cannot be measured part={} error={}", name, failure.toString());
            }
        }
    }
}
