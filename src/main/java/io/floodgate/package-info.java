/**
 * Where the program begins: {@link io.floodgate.Main} reads the command line, {@link
 * io.floodgate.Node} wires everything, {@link io.floodgate.Backend} starts and stops it. May touch
 * every package.
 */
package io.floodgate;
