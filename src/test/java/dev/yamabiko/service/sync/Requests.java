package dev.yamabiko.service.sync;

import com.google.protobuf.ByteString;
import dev.yamabiko.proto.sync.v1.DeleteKey;
import dev.yamabiko.proto.sync.v1.GetKey;
import dev.yamabiko.proto.sync.v1.SetKey;
import dev.yamabiko.proto.sync.v1.SyncRequest;
import dev.yamabiko.proto.sync.v1.Unwatch;
import dev.yamabiko.proto.sync.v1.Watch;

/** Requests, without their numbers. Stateless. */
public final class Requests {

    private Requests() {}

    public static SyncRequest.Builder set(String collection, String key, String value) {
        return of(collection).setSet(SetKey.newBuilder().setKey(key).setValue(ByteString.copyFromUtf8(value)));
    }

    public static SyncRequest.Builder setIf(String collection, String key, String value, long version) {
        SyncRequest.Builder request = set(collection, key, value);
        request.getSetBuilder().setIfVersion(version);
        return request;
    }

    public static SyncRequest.Builder bind(String collection, String key, String value) {
        SyncRequest.Builder request = set(collection, key, value);
        request.getSetBuilder().setBound(true);
        return request;
    }

    public static SyncRequest.Builder setFor(String collection, String key, String value, long ms) {
        SyncRequest.Builder request = set(collection, key, value);
        request.getSetBuilder().setTtlMs(ms);
        return request;
    }

    public static SyncRequest.Builder delete(String collection, String key) {
        return of(collection).setDelete(DeleteKey.newBuilder().setKey(key));
    }

    public static SyncRequest.Builder deleteIf(String collection, String key, long version) {
        return of(collection).setDelete(DeleteKey.newBuilder().setKey(key).setIfVersion(version));
    }

    public static SyncRequest.Builder get(String collection, String key) {
        return of(collection).setGet(GetKey.newBuilder().setKey(key));
    }

    public static SyncRequest.Builder watch(String collection) {
        return of(collection).setWatch(Watch.getDefaultInstance());
    }

    public static SyncRequest.Builder unwatch(String collection) {
        return of(collection).setUnwatch(Unwatch.getDefaultInstance());
    }

    private static SyncRequest.Builder of(String collection) {
        return SyncRequest.newBuilder().setCollection(collection);
    }
}
