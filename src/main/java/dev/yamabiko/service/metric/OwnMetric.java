package dev.yamabiko.service.metric;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A metric that the hub has by itself. {@code docs/metrics.md} shows these very words.
 *
 * <p>Those that begin with {@code hub_} are gauges and counters of the node, see {@link dev.yamabiko.stream.Gauges},
 * and how fast these grow.
 */
enum OwnMetric {
    CPU_USAGE_RATIO(MetricType.GAUGE, "", "share of the time of all processors of the machine that was not idle"),
    CPU_USER_RATIO(MetricType.GAUGE, "", "share that programs took"),
    CPU_SYSTEM_RATIO(MetricType.GAUGE, "", "share that the kernel took"),
    CPU_IOWAIT_RATIO(MetricType.GAUGE, "", "share that was idle, waiting for disks; counted as idle"),
    CPU_COUNT(MetricType.GAUGE, "", "logical processors of the machine"),
    CPU_LOAD_1M(MetricType.GAUGE, "", "load average over one minute; not on Windows"),
    MEMORY_TOTAL_BYTES(MetricType.GAUGE, "", "memory of the machine"),
    MEMORY_AVAILABLE_BYTES(MetricType.GAUGE, "", "memory that programs can have without swapping"),
    MEMORY_USED_BYTES(MetricType.GAUGE, "", "the rest of it"),
    MEMORY_USED_RATIO(MetricType.GAUGE, "", "share of the memory that is used"),
    MEMORY_SWAP_TOTAL_BYTES(MetricType.GAUGE, "", "swap space of the machine"),
    MEMORY_SWAP_USED_BYTES(MetricType.GAUGE, "", "swap space in use"),
    DISK_TOTAL_BYTES(MetricType.GAUGE, "mount", "size of a local file system"),
    DISK_FREE_BYTES(MetricType.GAUGE, "mount", "what the hub could still write to it"),
    DISK_USED_RATIO(MetricType.GAUGE, "mount", "used share of what the hub could use of it, as `df` has it"),
    DISK_READ_BYTES(MetricType.COUNTER, "disk", "read from a disk since the machine started"),
    DISK_READ_BYTES_PER_SECOND(MetricType.GAUGE, "disk", "read from it now"),
    DISK_WRITTEN_BYTES(MetricType.COUNTER, "disk", "written to a disk since the machine started"),
    DISK_WRITTEN_BYTES_PER_SECOND(MetricType.GAUGE, "disk", "written to it now"),
    NETWORK_RECEIVED_BYTES(
            MetricType.COUNTER, "interface", "received by a network interface since the machine started"),
    NETWORK_RECEIVED_BYTES_PER_SECOND(MetricType.GAUGE, "interface", "received by it now"),
    NETWORK_SENT_BYTES(MetricType.COUNTER, "interface", "sent by a network interface since the machine started"),
    NETWORK_SENT_BYTES_PER_SECOND(MetricType.GAUGE, "interface", "sent by it now"),
    PROCESS_CPU_RATIO(MetricType.GAUGE, "", "share of the time of all processors that the node took"),
    PROCESS_CPU_SECONDS(MetricType.COUNTER, "", "processor time that the node has taken"),
    PROCESS_MEMORY_BYTES(MetricType.GAUGE, "", "memory that the node takes (resident set)"),
    PROCESS_OPEN_FILES(MetricType.GAUGE, "", "open files and sockets of the node; not on Windows"),
    PROCESS_THREADS(MetricType.GAUGE, "", "Java threads of the node"),
    PROCESS_UPTIME_SECONDS(MetricType.GAUGE, "", "time since the node started"),
    JVM_HEAP_USED_BYTES(MetricType.GAUGE, "", "heap in use, what the next collection frees included"),
    JVM_HEAP_COMMITTED_BYTES(MetricType.GAUGE, "", "heap that the machine has given"),
    JVM_HEAP_MAX_BYTES(MetricType.GAUGE, "", "heap that the node may have (-Xmx)"),
    JVM_NONHEAP_USED_BYTES(MetricType.GAUGE, "", "classes and compiled code"),
    JVM_DIRECT_BYTES(MetricType.GAUGE, "", "buffers outside the heap"),
    JVM_GC_COLLECTIONS(MetricType.COUNTER, "collector", "garbage collections"),
    JVM_GC_SECONDS(MetricType.COUNTER, "collector", "time they took"),
    HUB_SERVING(MetricType.GAUGE, "", "1 while the node takes calls, else 0"),
    HUB_EVENT_LOOP_LAG_SECONDS(
            MetricType.GAUGE, "", "longest wait of a due task on any event loop, since the last tick"),
    HUB_CONNECTIONS_OPEN(MetricType.GAUGE, "", "connections"),
    HUB_CALLS_OPEN(MetricType.GAUGE, "", "calls"),
    HUB_SUBSCRIPTIONS_OPEN(MetricType.GAUGE, "", "streams that replay or follow"),
    HUB_INBOUND_BYTES(MetricType.GAUGE, "", "messages that have begun to arrive"),
    HUB_OUTBOUND_BYTES(MetricType.GAUGE, "", "bytes on their way to clients"),
    HUB_WINDOW_BYTES(MetricType.GAUGE, "", "newest blocks in memory, each counted once per event loop"),
    HUB_RECORDS_APPENDED(MetricType.COUNTER, "", "records appended to the journal"),
    HUB_RECORDS_APPENDED_PER_SECOND(MetricType.GAUGE, "", "records appended now"),
    HUB_APPEND_BYTES_PENDING(MetricType.GAUGE, "", "bytes that wait for a commit of the journal: its lag"),
    HUB_COMMITS(MetricType.COUNTER, "", "commits of the journal"),
    HUB_COMMITS_PER_SECOND(MetricType.GAUGE, "", "commits now"),
    HUB_BLOCKS_READ(MetricType.COUNTER, "", "blocks that readers behind the window read from the journal"),
    HUB_BLOCKS_READ_PER_SECOND(MetricType.GAUGE, "", "blocks read now"),
    HUB_RELAY_BYTES_SENT(MetricType.COUNTER, "", "bytes of blocks sent to other nodes"),
    HUB_RELAY_BYTES_SENT_PER_SECOND(MetricType.GAUGE, "", "bytes sent to them now"),
    HUB_RELAY_BLOCKS_DROPPED(MetricType.COUNTER, "", "blocks that other nodes were left to read in the journal"),
    HUB_NODES_SILENT(MetricType.GAUGE, "", "other nodes that are not heard"),
    HUB_FILE_TRANSFERS_OPEN(MetricType.GAUGE, "", "uploads and downloads under way"),
    HUB_FILE_READ_AHEAD_BYTES(MetricType.GAUGE, "", "bytes of downloads in memory, beyond the least that each has"),
    HUB_FILE_TRANSFERS_IDLE(MetricType.COUNTER, "", "transfers that ended because their clients had left them alone"),
    HUB_NOTIFICATIONS_QUEUED(MetricType.COUNTER, "", "notifications put into the queues of users"),
    HUB_NOTIFICATIONS_BROADCAST(MetricType.COUNTER, "", "notifications to all"),
    HUB_NOTIFICATIONS_DROPPED(MetricType.COUNTER, "", "notifications that left full queues"),
    HUB_NOTIFICATIONS_REFUSED(MetricType.COUNTER, "", "notifications that full queues refused"),
    HUB_NOTIFICATIONS_ACKNOWLEDGED(MetricType.COUNTER, "", "acknowledgements"),
    HUB_NOTIFICATIONS_REMEMBERED(MetricType.GAUGE, "", "pending notifications in memory"),
    HUB_NOTIFICATIONS_CONFLICTS(
            MetricType.COUNTER, "", "attempts that were repeated because another node had changed the queue"),
    HUB_GAME_MATCHES(MetricType.GAUGE, "", "matches that the node runs"),
    HUB_GAME_PLAYERS(MetricType.GAUGE, "", "players who sit in them"),
    HUB_GAME_TICKS(MetricType.COUNTER, "", "ticks made"),
    HUB_GAME_TICKS_PER_SECOND(MetricType.GAUGE, "", "ticks made now"),
    HUB_GAME_TICKS_LATE(MetricType.COUNTER, "", "ticks made more than half a period late"),
    HUB_GAME_TICK_LAG_MICROS(MetricType.COUNTER, "", "by how much all ticks together were late, microseconds"),
    HUB_GAME_CLAIMS(MetricType.COUNTER, "", "matches that the node has begun, woken or taken over"),
    HUB_GAME_FENCED(MetricType.COUNTER, "", "matches that another node had taken over while this one ran them"),
    HUB_SYNC_WRITES(MetricType.COUNTER, "", "keys set and deleted"),
    HUB_SYNC_WRITES_PER_SECOND(MetricType.GAUGE, "", "keys set and deleted now"),
    HUB_SYNC_WATCHES(MetricType.GAUGE, "", "collections that calls watch, each counted once per call"),
    HUB_SYNC_CONFLICTS(MetricType.COUNTER, "", "decisions made again because another node wrote first"),
    HUB_SYNC_REMEMBERED(MetricType.GAUGE, "", "bytes of collections in memory"),
    HUB_DOCUMENTS_EDITORS(MetricType.GAUGE, "", "editors of documents on the node"),
    HUB_DOCUMENTS_REVISIONS(MetricType.COUNTER, "", "edits kept"),
    HUB_DOCUMENTS_CONFLICTS(MetricType.COUNTER, "", "edits decided again because another node was faster"),
    HUB_DOCUMENTS_REMEMBERED(MetricType.GAUGE, "", "bytes of documents in memory"),
    HUB_CHAT_MESSAGES(MetricType.COUNTER, "", "chat messages kept"),
    HUB_CHAT_REFUSED(MetricType.COUNTER, "", "chat messages refused"),
    HUB_CHAT_MEMBERS(MetricType.GAUGE, "", "users in chat rooms through the node, once for each room"),
    HUB_CHAT_REMEMBERED(MetricType.GAUGE, "", "users of chat rooms in memory"),
    HUB_USER_CALLS_WAITING(
            MetricType.GAUGE, "", "calls that wait for the database of users, or for their turn with a password"),
    HUB_USER_ADMIN_CALLS_WAITING(MetricType.GAUGE, "", "the same, of calls that change users or end what they have"),
    HUB_CONNECTIONS_HALF_OPEN(MetricType.GAUGE, "", "sockets that have not begun to speak HTTP"),
    HUB_CONNECTIONS_HALF_OPEN_CLOSED(MetricType.COUNTER, "", "of these, those that were closed: too many, or too slow"),
    HUB_LIMITS_REFUSED(MetricType.COUNTER, "", "connections and calls that `limits` have refused"),
    HUB_TLS_CERTIFICATES_LOADED(MetricType.COUNTER, "", "certificates that the node has begun to show to clients"),
    HUB_TLS_CERTIFICATE_REFUSED(MetricType.GAUGE, "", "1 while the files of `tls` hold what cannot be shown, else 0"),
    HUB_LATEST_KEYS_REFUSED(MetricType.COUNTER, "", "values of keys beyond `stream.latest-keys`"),
    HUB_METRIC_VALUES_REFUSED(
            MetricType.COUNTER, "", "values of series beyond `metrics.max-series`, too late to be told"),
    HUB_METRIC_SERIES(MetricType.GAUGE, "", "series that clients have recorded on the node"),
    HUB_METRIC_VALUES(MetricType.COUNTER, "", "values that clients have recorded on the node"),
    HUB_METRIC_VALUES_PER_SECOND(MetricType.GAUGE, "", "values recorded now");

    private static final Set<String> TITLES =
            Arrays.stream(values()).map(OwnMetric::title).collect(Collectors.toUnmodifiableSet());

    private final MetricType type;
    private final String label;
    private final String meaning;

    OwnMetric(MetricType type, String label, String meaning) {
        this.type = type;
        this.label = label;
        this.meaning = meaning;
    }

    /** True for the name of one of these. */
    static boolean isOne(String name) {
        return TITLES.contains(name);
    }

    /** The name of its series. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    MetricType type() {
        return type;
    }

    /** The label that its series have besides the node; empty: none. */
    String label() {
        return label;
    }

    String meaning() {
        return meaning;
    }
}
