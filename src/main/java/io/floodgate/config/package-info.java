/**
 * What an operator can set: one record a section ({@link io.floodgate.config.Config}), read
 * strictly by {@link io.floodgate.config.ConfigLoader} from files and {@code FLOODGATE_} variables.
 * The only source of defaults is {@code conf/floodgate.yaml}.
 *
 * <p>Loading is plain blocking code that runs once, on the main thread, before there is an event
 * loop; its result is immutable and any thread may read it. Touches {@code base}, the JDK and
 * SnakeYAML, nothing else: no Vert.x. The rest of the server sees the records only and never reads
 * a file or a variable itself.
 */
package io.floodgate.config;
