/** The catalogue of events in {@code docs/events}, held against the records and the outbox. */
package io.floodgate.events;
