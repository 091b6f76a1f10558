package io.floodgate.base;

/**
 * A client's name for one intended effect (IETF draft-ietf-httpapi-idempotency-key-header).
 *
 * @param key what the client sent: 1 to 255 visible ASCII characters
 * @param requestHash a fingerprint of method, path and body: the same key with another one is
 *     refused
 */
public record IdempotencyKey(String key, String requestHash) {}
