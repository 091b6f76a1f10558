/** What runs again and again on an event loop. Touches vertx-core. */
package io.floodgate.schedule;
