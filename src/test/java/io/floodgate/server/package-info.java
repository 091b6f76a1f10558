/** Servers that tests drive: in this JVM, or as a process that can be killed. */
package io.floodgate.server;
