/**
 * Redis: one multiplexed connection an event loop that heals itself, and Lua scripts. Whoever uses
 * it goes on without it. Touches redis-client and {@code base}.
 */
package io.floodgate.redis;
