package io.floodgate.config;

/**
 * One key as it is in effect, for people and programs that look at it.
 *
 * @param value as written; masked when it is a secret
 * @param source file and line ({@code conf/local.yaml:12}), or the environment variable
 * @param live a change takes effect while the server runs
 */
public record Setting(String key, String value, String source, boolean live) {}
