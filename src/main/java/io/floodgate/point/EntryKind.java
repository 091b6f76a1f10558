package io.floodgate.point;

/** Why a balance changed. */
public enum EntryKind {
  /** The user paid points in. */
  CHARGE,
  /** An order was paid. */
  USE,
  /** A payment was given back, wholly or in part. */
  REFUND
}
