package io.floodgate.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a value may be, both ends included, written as in a configuration file: {@code 1}, {@code
 * 250ms}, {@code 64KiB}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
  String min();

  String max();
}
