/**
 * Traces: the W3C context that travels with requests, messages and events, and the spans that are
 * recorded of sampled ones. The one room that knows OpenTelemetry. Any thread, and none of them
 * waits: spans are exported by a thread of their own.
 */
package io.floodgate.trace;
