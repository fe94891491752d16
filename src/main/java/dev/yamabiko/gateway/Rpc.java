package dev.yamabiko.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.yamabiko.gateway.auth.Access;

/** An RPC, and what a call of it needs. Immutable. */
record Rpc(MethodDescriptor method, Access access) {

    /** Where it is called, exactly: {@code /<service>/<method>}. */
    String path() {
        return "/" + name();
    }

    /** What it is called: {@code <service>/<method>}. */
    String name() {
        return method.getService().getFullName() + "/" + method.getName();
    }
}
