/** Data to try and to measure with: users with points, products with stock. Plain JDBC; blocks. */
package io.floodgate.demo;
