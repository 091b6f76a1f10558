/** What the build checks about its own sources. */
package io.floodgate.build;
