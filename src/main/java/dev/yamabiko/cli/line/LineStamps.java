package dev.yamabiko.cli.line;

import com.fasterxml.jackson.core.JsonFactory;
import java.util.List;

/**
 * Reads the stamps of lines: the table of the formats that are known, in the order in which they are tried.
 * Thread-safe.
 */
public final class LineStamps {

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final List<LineFormat> formats;

    /** Knows all formats. */
    public LineStamps(Moments moments) {
        this.formats = List.of(
                new JsonFormat(moments, new JsonFactory()),
                new SyslogFormat(moments),
                new ApacheErrorFormat(moments),
                new IsoFormat(moments),
                new ShortDateFormat(moments),
                new EpochFormat(),
                new GlogFormat(moments),
                new LogfmtFormat(moments),
                new AccessLogFormat(moments),
                new BareLevelFormat());
    }

    /** What a line says about itself. */
    public LineStamp of(String line) {
        Scan scan = new Scan(line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line);
        for (LineFormat format : formats) {
            scan.back(0);
            LineStamp stamp = format.read(scan);
            if (stamp != null) {
                return stamp;
            }
        }
        return LineStamp.NONE;
    }
}
