/**
 * The HTTP door: routes by domain, body reading, problem answers, admission. A request is parsed
 * into a message, asked of its domain over the bus, and the answer is rendered; no rule of a domain
 * is decided here.
 *
 * <p>One {@link io.floodgate.web.HttpVerticle} an event loop; what they share on a node is in
 * {@link io.floodgate.web.Web}. Touches {@code bus}, {@code base}, {@code json}, {@code config} and
 * the domains' messages; never a store.
 */
package io.floodgate.web;
