package dev.yamabiko.cli.metrics;

import dev.yamabiko.proto.metrics.v1.MetricPoint;

/** How the points of metrics are shown. For one thread. */
interface MetricView {

    /** One more point. */
    void add(MetricPoint point);

    /** There is no further point for the moment. */
    void show();

    /** False once nobody takes what is shown. */
    boolean wanted();
}
