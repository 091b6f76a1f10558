package io.floodgate.bench;

import java.util.List;
import java.util.Optional;

/**
 * A row of the table.
 *
 * @param name as {@code -Drows} knows it
 * @param job what is done, for people
 * @param limit what the project is compared with, run before it in each round
 * @param besides measured once, for information
 * @param peer what the shops reach that people would otherwise use, as it was measured elsewhere
 */
record Row(
    String name,
    String job,
    Load project,
    Optional<Load> limit,
    Goal goal,
    List<Load> besides,
    String peer) {}
