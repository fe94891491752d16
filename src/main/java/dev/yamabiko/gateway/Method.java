package dev.yamabiko.gateway;

/** What a call of one RPC does. Bound by {@link RpcBinder}; shared by all calls of an event loop. */
@FunctionalInterface
interface Method {

    /** Begins a call: says who takes its messages. */
    Exchange.Receiver open(Exchange exchange);
}
