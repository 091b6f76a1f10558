package io.floodgate.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A key whose change takes effect while the server runs. Whoever reads it asks {@link LiveConfig}
 * each time and keeps no copy; every other key has the value of the start until the next one.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Live {}
