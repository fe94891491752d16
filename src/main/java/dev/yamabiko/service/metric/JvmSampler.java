package dev.yamabiko.service.metric;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;

/** Measures the Java virtual machine of the node, through its own management beans. */
final class JvmSampler implements Sampler {

    private static final double MS_PER_SECOND = TimeUnit.SECONDS.toMillis(1);
    private static final String DIRECT = "direct";

    @Override
    public void sample(Samples samples) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        samples.add(OwnMetric.JVM_HEAP_USED_BYTES, heap.getUsed())
                .add(OwnMetric.JVM_HEAP_COMMITTED_BYTES, heap.getCommitted())
                .add(OwnMetric.JVM_HEAP_MAX_BYTES, heap.getMax())
                .add(
                        OwnMetric.JVM_NONHEAP_USED_BYTES,
                        memory.getNonHeapMemoryUsage().getUsed())
                .add(
                        OwnMetric.PROCESS_THREADS,
                        ManagementFactory.getThreadMXBean().getThreadCount())
                .add(
                        OwnMetric.PROCESS_UPTIME_SECONDS,
                        ManagementFactory.getRuntimeMXBean().getUptime() / MS_PER_SECOND);
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals(DIRECT)) {
                samples.add(OwnMetric.JVM_DIRECT_BYTES, pool.getMemoryUsed());
            }
        }
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            samples.add(OwnMetric.JVM_GC_COLLECTIONS, collector.getName(), collector.getCollectionCount());
            samples.add(OwnMetric.JVM_GC_SECONDS, collector.getName(), collector.getCollectionTime() / MS_PER_SECOND);
        }
    }
}
