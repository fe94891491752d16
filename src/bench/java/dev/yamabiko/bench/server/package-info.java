/**
 * What is measured: the hub and its peers, each as processes of their own on loopback, with their processor time and
 * memory as the kernel counts them.
 */
@NullMarked
package dev.yamabiko.bench.server;

import org.jspecify.annotations.NullMarked;
