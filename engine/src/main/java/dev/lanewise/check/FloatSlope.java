package dev.lanewise.check;

/**
 * The derivative of a function that is computed in float32, from five of its values. A wide step
 * keeps their rounding small in the quotient, a narrow one keeps away from kinks: the widest of
 * three steps is taken at which the function looks smooth.
 */
final class FloatSlope {

  /** What {@link #of} gives where no step looks smooth. */
  static final double AT_KINK = Double.NaN;

  private static final float WIDEST = 0x1p-6f;
  private static final float NARROWEST = 0x1p-12f;
  private static final float NARROWER = 1 / 8f;

  // Second differences of slopes: a smooth function has small ones, and an eighth of them at most
  // is what a kink that is taken for smooth adds to the result.
  private static final double SMOOTH = 2e-3; // relative to the steepest slope
  private static final double ROUNDING = 8 * 0x1p-24; // relative to the largest number

  /** A function of one float32 value. */
  @FunctionalInterface
  interface Function {

    double at(float x);
  }

  private FloatSlope() {}

  /** The slope at {@code x}; {@link #AT_KINK} if a kink is next to it. */
  static double of(Function function, float x) {
    float scale = Math.max(1f, Math.abs(x));
    for (float step = WIDEST; step >= NARROWEST; step *= NARROWER) {
      double slope = of(function, x, step * scale);
      if (!Double.isNaN(slope)) {
        return slope;
      }
    }
    return AT_KINK;
  }

  private static double of(Function function, float x, float step) {
    double[] slopes = new double[4]; // of the intervals between five points
    double steepest = 0;
    double largest = Math.abs(x);
    float left = x - 2 * step;
    double before = function.at(left);
    for (int i = 0; i < slopes.length; i++) {
      float right = x + (i - 1) * step;
      double after = function.at(right);
      slopes[i] = (after - before) / ((double) right - left);
      steepest = Math.max(steepest, Math.abs(slopes[i]));
      largest = Math.max(largest, Math.max(Math.abs(before), Math.abs(after)));
      left = right;
      before = after;
    }
    double bend =
        Math.max(
            Math.abs(slopes[0] - 2 * slopes[1] + slopes[2]),
            Math.abs(slopes[1] - 2 * slopes[2] + slopes[3]));
    return bend <= SMOOTH * steepest + ROUNDING * largest / step
        ? (7 * (slopes[1] + slopes[2]) - (slopes[0] + slopes[3])) / 12
        : AT_KINK;
  }
}
