package dev.lanewise.check;

/**
 * One value of a gradient beside its difference quotient.
 *
 * @param row of the value in its parameter
 * @param column of the value in its parameter
 */
record Comparison(int row, int column, double analytic, DoubleNet.Quotient numerical) {

  /** What errors are relative to at least. */
  static final double LEAST_FLOOR = 1e-8;

  private static final double FLOOR = 1e-2; // of the size of the terms

  /** The relative error; NaN if one of the two is no number. */
  double error() {
    double sum = Math.abs(analytic) + Math.abs(numerical.value());
    double floor = Math.max(LEAST_FLOOR, FLOOR * numerical.size());
    return Math.abs(analytic - numerical.value()) / Math.max(floor, sum);
  }

  /** How large the gradient, or what adds up to it, is. */
  double size() {
    return Math.max(Math.abs(analytic), numerical.size());
  }
}
