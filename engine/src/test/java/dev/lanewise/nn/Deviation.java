package dev.lanewise.nn;

/** How far two arrays are apart, and the way between float32 and double. */
public final class Deviation {

  private Deviation() {}

  /** cs231n's rel_error: the largest {@code |x - y| / max(1e-8, |x| + |y|)}. NaN if one is NaN. */
  public static double relative(double[] x, double[] y) {
    double largest = 0;
    for (int i = 0; i < sameLength(x, y); i++) {
      double size = Math.max(1e-8, Math.abs(x[i]) + Math.abs(y[i]));
      largest = Math.max(largest, Math.abs(x[i] - y[i]) / size);
    }
    return largest;
  }

  /** {@code |x - y| / |y|} in Frobenius' norm; fit where single values are near 0. */
  public static double frobenius(double[] x, double[] y) {
    double squares = 0;
    for (int i = 0; i < sameLength(x, y); i++) {
      squares += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return Math.sqrt(squares / Math.max(1e-300, ReferenceLayers.dot(y, y)));
  }

  /** {@code Σ |x - y|}. */
  public static double sum(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < sameLength(x, y); i++) {
      sum += Math.abs(x[i] - y[i]);
    }
    return sum;
  }

  private static int sameLength(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new AssertionError("%d values and %d".formatted(x.length, y.length));
    }
    return x.length;
  }

  /** Each value as the nearest float. */
  public static float[] floats(double... values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /** Each value as a double. */
  public static double[] doubles(float... values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }

  /** Each value as the double nearest to its float: what an engine of float32 is given. */
  public static double[] rounded(double... values) {
    return doubles(floats(values));
  }
}
