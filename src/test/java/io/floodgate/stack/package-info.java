/**
 * The stores that tests run on. {@link io.floodgate.stack.Stack} is all that a test needs to know;
 * {@code -Dstack=} chooses where the stores come from.
 */
package io.floodgate.stack;
