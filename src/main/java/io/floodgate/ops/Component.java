package io.floodgate.ops;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that this node depends on.
 *
 * @param since when it became what it is, up or not, as this node saw it
 * @param reason why it is not up, or what is worth knowing though it is; in a few words and with no
 *     secret in them
 */
public record Component(String name, boolean up, Instant since, Optional<String> reason) {}
