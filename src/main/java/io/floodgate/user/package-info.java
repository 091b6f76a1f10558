/** Users: what the other domains need of them. Touches {@code base}. */
package io.floodgate.user;
