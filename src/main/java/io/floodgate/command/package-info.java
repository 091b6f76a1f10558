/**
 * The commands of the program beside {@code serve}: a class each, which reads its arguments, opens
 * the stores that it needs, has another room do the work and prints what came of it. They run on
 * the program's own thread and may block. See docs/commands.md.
 */
package io.floodgate.command;
