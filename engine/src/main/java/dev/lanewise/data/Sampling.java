package dev.lanewise.data;

/** How the batches of an epoch are drawn from the training split. */
public enum Sampling {
  /** A new order each epoch; every sample once, the last batch may be smaller. */
  SHUFFLE,
  /** Each batch drawn with replacement, as the cs231n Solver does. */
  REPLACEMENT
}
