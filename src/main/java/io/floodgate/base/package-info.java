/**
 * The words that every room uses: money, typed ids, failures, deadlines. Plain immutable values,
 * safe on any thread; touches nothing but Java.
 */
package io.floodgate.base;
