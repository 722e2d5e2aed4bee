package dev.lanewise.bench;

import dev.lanewise.memory.Matrix;

/** The check before the timing: what is fast must be the reference's bits. */
final class Equality {

  private Equality() {}

  /**
   * Compares bit for bit.
   *
   * @throws IllegalStateException naming the first element that differs
   */
  static void require(Matrix expected, Matrix actual, String what) {
    for (int i = 0; i < expected.rows(); i++) {
      for (int j = 0; j < expected.columns(); j++) {
        if (Float.floatToRawIntBits(expected.get(i, j))
            != Float.floatToRawIntBits(actual.get(i, j))) {
          throw new IllegalStateException(
              "%s is wrong at (%d, %d): %s instead of %s"
                  .formatted(what, i, j, actual.get(i, j), expected.get(i, j)));
        }
      }
    }
  }

  /** Compares two losses. */
  static void require(double expected, double actual, String what) {
    if (Double.doubleToRawLongBits(expected) != Double.doubleToRawLongBits(actual)) {
      throw new IllegalStateException("%s is %s instead of %s".formatted(what, actual, expected));
    }
  }
}
