/**
 * What happened, written beside its effect and told afterwards: the envelope of events and the
 * table they wait in. Touches {@code db}, {@code json} and {@code base}.
 */
package io.floodgate.outbox;
