/**
 * How domains talk: typed messages over Vert.x's event bus. A domain opens a {@link
 * io.floodgate.bus.Door}; others {@link io.floodgate.bus.Bus#ask} it. Touches vertx-core and {@code
 * base}.
 */
package io.floodgate.bus;
