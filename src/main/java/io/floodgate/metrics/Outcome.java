package io.floodgate.metrics;

import io.floodgate.web.WebMeter;

/** What a request was answered: a class of statuses, and those statuses that say more than it. */
enum Outcome {
  SUCCESS("2xx"),
  REDIRECTION("3xx"),
  /** The request was wrong. */
  CLIENT_ERROR("4xx"),
  /** A rule of the business refused it. */
  CONFLICT("409"),
  /** A fault of ours. */
  SERVER_ERROR("5xx"),
  /** There was too much, or something was away; nothing was done. */
  UNAVAILABLE("503"),
  /** Whether it was done is not known. */
  UNKNOWN("504"),
  /** Nobody was there any more to hear it. */
  GONE("gone");

  private final String label;

  Outcome(String label) {
    this.label = label;
  }

  static Outcome of(int status) {
    return switch (status) {
      case WebMeter.Route.GONE -> GONE;
      case 409 -> CONFLICT;
      case 503 -> UNAVAILABLE;
      case 504 -> UNKNOWN;
      default ->
          status < 300
              ? SUCCESS
              : status < 400 ? REDIRECTION : status < 500 ? CLIENT_ERROR : SERVER_ERROR;
    };
  }

  String label() {
    return label;
  }
}
