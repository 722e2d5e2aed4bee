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
    return error(analytic, tolerance);
  }

  private double error(double gradient, double tolerance) {
    double sum = Math.abs(gradient) + Math.abs(numerical.value());
    double floor = Math.max(roundingFloor(tolerance), SIZE_FLOOR * numerical.size());
    return Math.abs(gradient - numerical.value()) / Math.max(floor, sum);
  }

  /**
   * Whether a wrong gradient would be seen: one that is a tenth too large, or, where all terms
   * cancel, one that is a tenth of their size.
   */
  boolean decides(double tolerance) {
    double n = numerical.value();
    boolean cancels = Math.max(Math.abs(analytic), Math.abs(n)) <= numerical.rounding();
    double wrong = cancels ? n + WRONG * numerical.size() : (1 + WRONG) * n;
    return error(wrong, tolerance) > tolerance;
  }

  private double roundingFloor(double tolerance) {
    return Math.max(LEAST_FLOOR, numerical.rounding() / tolerance);
  }
}
