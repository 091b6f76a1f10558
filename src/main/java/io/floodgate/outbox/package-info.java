/**
 * What happened, written beside its effect and told afterwards: the envelope of events, the tables
 * they wait in, and the relay that sends them to Kafka. Touches {@code db}, {@code kafka}, {@code
 * bus}, {@code json}, {@code config} and {@code base}.
 */
package io.floodgate.outbox;
