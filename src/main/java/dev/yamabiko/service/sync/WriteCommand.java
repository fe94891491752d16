package dev.yamabiko.service.sync;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.sync.v1.Cause;
import dev.yamabiko.proto.sync.v1.Change;
import dev.yamabiko.proto.sync.v1.Changes;
import dev.yamabiko.proto.sync.v1.DeleteKey;
import dev.yamabiko.proto.sync.v1.Entry;
import dev.yamabiko.proto.sync.v1.Reply;
import dev.yamabiko.proto.sync.v1.SetKey;
import dev.yamabiko.proto.sync.v1.SyncEvent;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.service.Sha256;
import dev.yamabiko.service.fold.Command;
import dev.yamabiko.stream.StreamError.LimitReached;
import java.util.List;

/** Sets or deletes a key, unless that was done before or the key is another one than was thought. For one request. */
final class WriteCommand implements Command<SharedMap, SyncEvent, Reply> {

    private static final int CLIENT_BYTES = 16;

    private final SyncRequest request;
    private final ByteString client;
    private final String holder;
    private final SyncLimits limits;
    private Reply decided = Reply.getDefaultInstance();

    /** A checked request to set or delete; {@code holder}: the call that it comes from. */
    WriteCommand(SyncRequest request, String holder, SyncLimits limits) {
        this.request = request;
        this.client = client(request);
        this.holder = holder;
        this.limits = limits;
    }

    private static ByteString client(SyncRequest request) {
        if (request.getClientIdBytes().isEmpty()) {
            return ByteString.EMPTY;
        }
        byte[] digest =
                new Sha256().add(request.getClientIdBytes().toByteArray()).digest();
        return ByteString.copyFrom(digest, 0, CLIENT_BYTES);
    }

    @Override
    public List<SyncEvent> decide(SharedMap map, long now) {
        Reply.Builder reply = Reply.newBuilder().setRequestId(request.getRequestId());
        decided = reply.build();
        Long before = map.doneBefore(client, request.getRequestId());
        if (before != null) {
            decided = reply.setVersion(before).setAgain(true).build();
            return List.of();
        }
        Entry current = map.get(keyName(), now);
        long version = current == null ? 0 : current.getVersion();
        if (isConditional() && condition() != version) {
            decided = conflict(reply, current == null ? Entry.getDefaultInstance() : current);
            return List.of();
        }
        if (request.hasSet()) {
            requireRoom(map);
        } else if (version == 0) {
            return List.of();
        }
        return List.of(SyncEvent.newBuilder()
                .setCollection(request.getCollection())
                .setChanges(Changes.newBuilder()
                        .addChanges(request.hasSet() ? set(now) : delete())
                        .setClient(client)
                        .setRequestId(client.isEmpty() ? 0 : request.getRequestId()))
                .build());
    }

    private Reply conflict(Reply.Builder reply, Entry current) {
        return reply.setReason("VERSION_CONFLICT")
                .setMessage("if_version: " + condition() + " (expected: " + current.getVersion() + ", which "
                        + (current.getVersion() == 0 ? "is no entry" : "is the version now") + ")")
                .setCurrent(current)
                .build();
    }

    private void requireRoom(SharedMap map) {
        Entry was = map.replaced(keyName());
        if (was == null && map.count() >= limits.keys()) {
            throw new LimitReached(
                    "sync.keys",
                    "collection: " + map.count() + " keys, one more (expected: at most " + limits.keys() + ")");
        }
        SetKey set = request.getSet();
        long bytes = map.bytes()
                + set.getKeyBytes().size()
                + set.getValue().size()
                - (was == null ? 0 : KeyTable.bytes(was));
        if (bytes > limits.bytes() && bytes > map.bytes()) {
            throw new LimitReached(
                    "sync.collection-bytes",
                    "collection: " + bytes + " bytes of keys and values (expected: at most " + limits.bytes() + ")");
        }
    }

    private Change set(long now) {
        SetKey set = request.getSet();
        return Change.newBuilder()
                .setKey(set.getKey())
                .setValue(set.getValue())
                .setCause(Cause.CAUSE_SET)
                .setExpiresAt(set.getTtlMs() == 0 ? 0 : now + set.getTtlMs())
                .setHolder(set.getBound() ? holder : "")
                .build();
    }

    private Change delete() {
        return Change.newBuilder()
                .setKey(keyName())
                .setCause(Cause.CAUSE_DELETED)
                .build();
    }

    private String keyName() {
        return request.hasSet()
                ? request.getSet().getKey()
                : request.getDelete().getKey();
    }

    private boolean isConditional() {
        SetKey set = request.getSet();
        DeleteKey delete = request.getDelete();
        return request.hasSet() ? set.hasIfVersion() : delete.hasIfVersion();
    }

    private long condition() {
        return request.hasSet()
                ? request.getSet().getIfVersion()
                : request.getDelete().getIfVersion();
    }

    @Override
    public Reply answer(SharedMap map, long offset) {
        return offset == 0 ? decided : decided.toBuilder().setVersion(offset).build();
    }
}
