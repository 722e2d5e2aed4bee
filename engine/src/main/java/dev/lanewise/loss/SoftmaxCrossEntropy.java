package dev.lanewise.loss;

import dev.lanewise.math.FloatMath;
import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Softmax cross-entropy, with label smoothing and class weights in PyTorch's form. With {@code e[j]
 * = exp(x[j] - max)}, max over the row, Z their sum, {@code p = e / Z} and {@code L[j] = log(Z) +
 * (max - x[j])} in double by StrictMath, the gradient is {@code (p - (j == y ? 1 : 0)) /
 * normalizer} and the loss {@code L[y]}. Finite scores of any size give a finite loss; NaN or +Inf
 * gives NaN.
 *
 * <p>Of a smoothing s over C classes with weights w, in double: {@code own = (1 - s) · w[y]} and
 * {@code share = s / C}. The gradient is {@code fma(scale, p, -target[j]) / normalizer}, where
 * {@code scale = own + share · Σw} and {@code target[j] = share · w[j]}, plus {@code own} at the
 * label, are each rounded to float32 once. The loss is {@code own · L[y]}, plus {@code share · Σ
 * w[j] · L[j]}, j ascending, unless s is 0. Without smoothing and weights these are the bits of the
 * plain formula.
 *
 * @param labelSmoothing s: which part of the target is spread evenly over all classes, 0 to below 1
 */
public record SoftmaxCrossEntropy(double labelSmoothing) implements Loss {

  private static final String LABEL_SMOOTHING = "labelSmoothing";

  /** Partial sums of Z: element j is added to sum j mod 16. */
  public static final int SUM_LANES = 16;

  /**
   * Checks the smoothing.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public SoftmaxCrossEntropy {
    if (!(labelSmoothing >= 0 && (float) labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing must be at least 0 and below 1, got " + labelSmoothing);
    }
  }

  /** Without label smoothing. */
  public SoftmaxCrossEntropy() {
    this(0);
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter(LABEL_SMOOTHING, labelSmoothing));
  }

  @Override
  public Loss with(String parameter, double value) {
    return parameter.equals(LABEL_SMOOTHING) ? new SoftmaxCrossEntropy(value) : this;
  }

  @Override
  public Loss ofEvaluation() {
    return new SoftmaxCrossEntropy();
  }

  @Override
  public double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      ClassWeights weights,
      float normalizer) {
    float max = maximum(scores, at, classes);
    float z = exponentials(gradient, scores, at, classes, max);
    float scale = scale(label, classes, weights);
    for (int j = 0; j < classes; j++) {
      float target = target(j, label, classes, weights);
      gradient[j] = Math.fma(scale, gradient[j] / z, -target) / normalizer;
    }
    return rowLoss(scores, at, classes, label, weights, z, max);
  }

  /** The sum of the targets of a row, by which its probabilities are multiplied. */
  public float scale(int label, int classes, ClassWeights weights) {
    return (float) (own(label, weights) + share(classes) * weights.sum(classes));
  }

  /** What is subtracted from the probability of class {@code j}. */
  public float target(int j, int label, int classes, ClassWeights weights) {
    double shared = share(classes) * weights.weight(j);
    return (float) (j == label ? own(label, weights) + shared : shared);
  }

  private double own(int label, ClassWeights weights) {
    return (1 - labelSmoothing) * weights.weight(label);
  }

  private double share(int classes) {
    return labelSmoothing / classes;
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

  /**
   * The loss of a row of which Z and the maximum are known.
   *
   * @param scores a row of C scores from index {@code at} on
   */
  public double rowLoss(
      float[] scores, int at, int classes, int label, ClassWeights weights, float z, float max) {
    double log = StrictMath.log((double) z);
    double loss = own(label, weights) * (log + ((double) max - (double) scores[at + label]));
    if (labelSmoothing == 0) {
      return loss; // an infinite loss of another class would make it NaN
    }
    double sum = 0;
    for (int j = 0; j < classes; j++) {
      sum += weights.weight(j) * (log + ((double) max - (double) scores[at + j]));
    }
    return loss + share(classes) * sum;
  }
}
