package dev.yamabiko.gateway;

/** Where a path leads: an RPC, and what its calls do. Immutable. */
record Route(Rpc rpc, Method method) {}
