/**
 * The bench: {@code ./mvnw -Pbench} measures the server against what its stores and a bare Vert.x
 * can do on the same machine, in turn, and writes a report. See {@code docs/benchmarks.md}.
 *
 * <p>Nothing here ships: the package lives in {@code src/bench} and is compiled with the tests. It
 * borrows the stores of {@link io.floodgate.local}, and runs the server as a process of its own.
 */
package io.floodgate.bench;
