package dev.lanewise.kernels.vector;

import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import java.util.Arrays;

/**
 * {@link SoftmaxCrossEntropy} without label smoothing and class weights, whose exponentials and
 * divisions are worth vectors.
 */
final class SoftmaxStrip implements LossStrip {

  static final SoftmaxStrip SOFTMAX = new SoftmaxStrip();

  private static final SoftmaxCrossEntropy FORMULA = new SoftmaxCrossEntropy();

  private SoftmaxStrip() {}

  @Override
  public double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      float normalizer,
      float[] partial) {
    float max = SoftmaxCrossEntropy.maximum(scores, at, classes);
    exponentials(gradient, scores, at, max);
    float z = sum(gradient, partial);
    divide(gradient, z);
    gradient[label] -= 1f;
    divide(gradient, normalizer);
    return FORMULA.rowLoss(scores, at, classes, label, ClassWeights.NONE, z, max);
  }

  static void exponentials(float[] e, float[] scores, int at, float max) {
    for (int j = 0; j < e.length; j += Lanes.COUNT) {
      VectorMath.exp(Lanes.load(scores, at + j).sub(max)).intoArray(e, j);
    }
  }

  static float sum(float[] e, float[] partial) {
    Arrays.fill(partial, 0f);
    for (int j = 0; j < e.length; j++) {
      partial[j % SoftmaxCrossEntropy.SUM_LANES] += e[j];
    }
    return SoftmaxCrossEntropy.sum(partial);
  }

  static void divide(float[] x, float divisor) {
    for (int j = 0; j < x.length; j += Lanes.COUNT) {
      Lanes.load(x, j).div(divisor).intoArray(x, j);
    }
  }
}
