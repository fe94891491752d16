package dev.yamabiko.gateway.auth;

/**
 * Who wanted to do what, and whether it was done. No secrets: neither tokens nor what records hold.
 *
 * @param caller a user, or an address
 * @param action an RPC, or what was to be done to a topic
 * @param topic which; empty: none
 * @param allowed whether it was
 * @param reason why not; empty: it was
 */
record AuditEntry(String caller, String action, String topic, boolean allowed, String reason) {}
