/**
 * The one log of the process: which lines are written, and how. Logback writes it; its pieces are
 * in the resources of this package. Touches logback and {@code config}; called by the program's own
 * thread alone.
 */
package io.floodgate.log;
