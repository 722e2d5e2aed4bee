package dev.lanewise.check;

/**
 * One value of a gradient beside its difference quotient.
 *
 * @param row of the value in its parameter
 * @param column of the value in its parameter
 */
record Comparison(int row, int column, double analytic, DoubleNet.Quotient numerical) {

  private static final double LEAST_FLOOR = 1e-8;
  private static final double WRONG = 0.1; // of a gradient, which must be seen
  private static final double SIZE_FLOOR = 1e-2; // of the size of the terms

  /**
   * The relative error; NaN if one of the two is no number.
   *
   * @param tolerance which a difference as large as rounding does not exceed
   */
  double error(double tolerance) {
    double sum = Math.abs(analytic) + Math.abs(numerical.value());
    double floor = Math.max(roundingFloor(tolerance), SIZE_FLOOR * numerical.size());
    return Math.abs(analytic - numerical.value()) / Math.max(floor, sum);
  }

  /** Whether a gradient that is a tenth too large could pass, so small is it beside rounding. */
  boolean isTooSmall(double tolerance) {
    double size = Math.max(Math.abs(analytic), numerical.size());
    return WRONG * size < tolerance * roundingFloor(tolerance);
  }

  private double roundingFloor(double tolerance) {
    return Math.max(LEAST_FLOOR, numerical.rounding() / tolerance);
  }
}
