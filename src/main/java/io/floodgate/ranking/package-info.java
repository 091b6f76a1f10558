/**
 * Best sellers: what was sold less what went back, counted once for each event, in Redis. Event
 * loops only. Touches the events ({@code outbox}), {@code kafka}, {@code redis}, the sales in
 * {@code order} and products by message.
 */
package io.floodgate.ranking;
