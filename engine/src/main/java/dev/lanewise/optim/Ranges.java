package dev.lanewise.optim;

/** Checks the numbers of optimizers and schedules; each message names the number. */
final class Ranges {

  private Ranges() {}

  static void requireBelowOne(String name, double value) {
    require(value >= 0 && (float) value < 1, name, "must be at least 0 and below 1", value);
  }

  /** As a float too, so that a divisor does not become 0. */
  static void requirePositive(String name, double value) {
    boolean holds = (float) value > 0 && Float.isFinite((float) value);
    require(holds, name, "must be above 0 and finite as a float32", value);
  }

  static void requireAboveZero(String name, double value) {
    require(value > 0 && Double.isFinite(value), name, "must be above 0 and finite", value);
  }

  static void requireAtLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }
  }

  static void requireNotNegative(String name, double value) {
    require(value >= 0 && Double.isFinite(value), name, "must be at least 0 and finite", value);
  }

  private static void require(boolean holds, String name, String what, double value) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + what + ", got " + value);
    }
  }
}
