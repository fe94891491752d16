/**
 * What all services share: how a call looks to a service, what can be wrong with a request, and a scanner for encoded
 * protobuf messages. Each service is a package below this one and imports no other service; what their states are made
 * of is {@link dev.yamabiko.service.fold}.
 */
@NullMarked
package dev.yamabiko.service;

import org.jspecify.annotations.NullMarked;
