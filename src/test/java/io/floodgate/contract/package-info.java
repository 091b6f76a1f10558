/** The real server held against {@code openapi.yaml} and the requirements. */
package io.floodgate.contract;
