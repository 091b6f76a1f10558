/** Coupons: their failures; nobody holds a coupon yet. Touches {@code base}. */
package io.floodgate.coupon;
