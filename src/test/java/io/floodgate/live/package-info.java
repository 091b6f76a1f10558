/** What many clients see at once of the whole server: live streams, and reads that they share. */
package io.floodgate.live;
