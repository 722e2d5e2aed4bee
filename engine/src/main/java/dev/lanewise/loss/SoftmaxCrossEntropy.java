package dev.lanewise.loss;

import dev.lanewise.math.FloatMath;

/**
 * Softmax cross-entropy. With {@code e[j] = exp(x[j] - max)}, max over the row, Z their sum and
 * {@code p = e / Z}, the gradient is {@code (p - (j == y ? 1 : 0)) / rows} and the loss {@code
 * log(Z) + (max - x[y])}, in double by StrictMath. Finite scores of any size give a finite loss;
 * NaN or +Inf gives NaN.
 */
public record SoftmaxCrossEntropy() implements Loss {

  /** Partial sums of Z: element j is added to sum j mod 16. */
  public static final int SUM_LANES = 16;

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public double row(float[] gradient, float[] scores, int at, int classes, int label, float rows) {
    float max = maximum(scores, at, classes);
    float z = exponentials(gradient, scores, at, classes, max);
    for (int j = 0; j < classes; j++) {
      gradient[j] = (gradient[j] / z - (j == label ? 1f : 0f)) / rows;
    }
    return rowLoss(z, max, scores[at + label]);
  }

  /**
   * The probabilities of a row of scores.
   *
   * @param p gets {@code e[j] / Z}, from index 0 on. Modified.
   * @param scores a row of C scores from index {@code at} on
   */
  public static void probabilities(float[] p, float[] scores, int at, int classes) {
    float z = exponentials(p, scores, at, classes, maximum(scores, at, classes));
    for (int j = 0; j < classes; j++) {
      p[j] /= z;
    }
  }

  /** The largest score of a row; NaN if there is one. */
  public static float maximum(float[] scores, int at, int classes) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      max = Math.max(max, scores[at + j]);
    }
    return max;
  }

  /** Sets {@code e} to the exponentials of a row of scores and returns their sum. */
  private static float exponentials(float[] e, float[] scores, int at, int classes, float max) {
    float[] partial = new float[SUM_LANES];
    for (int j = 0; j < classes; j++) {
      e[j] = FloatMath.exp(scores[at + j] - max);
      partial[j % SUM_LANES] += e[j];
    }
    return sum(partial);
  }

  /** Adds up {@link #SUM_LANES} partial sums: s[t] += s[t+8], s[t+4], s[t+2], s[t+1]. Modified. */
  public static float sum(float[] partial) {
    for (int half = SUM_LANES / 2; half > 0; half /= 2) {
      for (int t = 0; t < half; t++) {
        partial[t] += partial[t + half];
      }
    }
    return partial[0];
  }

  /** The loss of a row of which Z, the maximum and the label's score are known. */
  public static double rowLoss(float z, float max, float ofLabel) {
    return StrictMath.log((double) z) + ((double) max - (double) ofLabel);
  }
}
