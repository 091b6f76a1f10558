package io.floodgate.base;

/** What a person reads, in the languages that Floodgate answers in; Korean is the default. */
public record Text(String korean, String english) {}
