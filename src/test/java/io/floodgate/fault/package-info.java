/** Things break under load; what was answered is true, what was not is there once or not at all. */
package io.floodgate.fault;
