package dev.lanewise.bench.results;

import java.util.Collection;
import java.util.Locale;

/**
 * Median and quartiles of what was measured several times.
 *
 * @param low the lower quartile
 * @param median half of the values are at most this
 * @param high the upper quartile
 */
record Spread(double low, double median, double high) {

  /**
   * Of at least one value; quantiles between two values are interpolated.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Spread of(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no median of no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }

  /** {@code exp(mean(log(x)))}: the mean that treats twice as fast and half as fast alike. */
  static double geometricMean(Collection<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no mean of no values");
    }
    return Math.exp(values.stream().mapToDouble(Math::log).sum() / values.size());
  }

  /** Median and quartiles with two digits: {@code 1.07 (1.05–1.09)}. */
  String text() {
    return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, low, high);
  }
}
