/**
 * Where the program begins: {@link io.floodgate.Main} reads the command line, {@link
 * io.floodgate.Backend} wires, starts and stops everything. May touch every package.
 */
package io.floodgate;
