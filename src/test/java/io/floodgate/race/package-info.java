/** Hundreds of clients want the same thing at once; nobody gets what another has. */
package io.floodgate.race;
