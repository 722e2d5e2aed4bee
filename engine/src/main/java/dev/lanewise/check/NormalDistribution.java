package dev.lanewise.check;

/** The standard normal distribution in double precision, which the JDK does not have. */
final class NormalDistribution {

  private static final double FARTHEST = 9; // beyond, the result is 0 or 1 but for 1e-19

  private NormalDistribution() {}

  /** The probability of a value below {@code x}: {@code 0.5 + φ(x) · (x + x³/3 + x⁵/15 + …)}. */
  static double cdf(double x) {
    if (!(Math.abs(x) < FARTHEST)) {
      return x > 0 ? 1 : x < 0 ? 0 : Double.NaN;
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= x * x / (2 * n + 1);
      sum += term;
    }
    return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
