/**
 * What is measured of this node, by which names and with which labels: {@code docs/metrics.md}
 * lists all of it. Counts and levels are kept by those who work and are read when somebody looks;
 * times go into meters that were looked up before the work began. The only room that knows
 * Micrometer.
 *
 * <p>Any thread. May look at every room that has something to show; no room looks back, and rules
 * of domains know nothing of it.
 */
package io.floodgate.metrics;
