package io.floodgate.ops;

import java.util.Optional;

/**
 * One thing that this node depends on.
 *
 * @param reason why it is not up, in a few words and with no secret in them
 */
public record Component(String name, boolean up, Optional<String> reason) {}
