/** Checks of what watches over the server: the boards and the alerts in {@code docker/}. */
package io.floodgate.watching;
