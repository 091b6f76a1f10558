/**
 * What an operator can set: one record a section ({@link io.floodgate.config.Config}), read
 * strictly by {@link io.floodgate.config.ConfigLoader} from files and {@code FLOODGATE_} variables.
 * The only source of defaults is {@code conf/floodgate.yaml}.
 *
 * <p>Loading is plain blocking code: at the start on the main thread, later on a worker's; its
 * result is immutable and any thread may read it. What may change while the server runs is marked
 * {@link io.floodgate.config.Live} and read from {@link io.floodgate.config.LiveConfig}. Touches
 * {@code base}, the JDK and SnakeYAML, nothing else: no Vert.x. The rest of the server sees the
 * records only and never reads a file or a variable itself.
 */
package io.floodgate.config;
