package dev.lanewise.kernels.vector;

import dev.lanewise.loss.SoftmaxCrossEntropy;
import java.util.Arrays;

/** {@link SoftmaxCrossEntropy}, whose exponentials and divisions are worth vectors. */
final class SoftmaxStrip implements LossStrip {

  static final SoftmaxStrip SOFTMAX = new SoftmaxStrip();

  private SoftmaxStrip() {}

  @Override
  public double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      float rows,
      float[] partial) {
    float max = SoftmaxCrossEntropy.maximum(scores, at, classes);
    exponentials(gradient, scores, at, max);
    float z = sum(gradient, partial);
    divide(gradient, z);
    gradient[label] -= 1f;
    divide(gradient, rows);
    return SoftmaxCrossEntropy.rowLoss(z, max, scores[at + label]);
  }

  private static void exponentials(float[] e, float[] scores, int at, float max) {
    for (int j = 0; j < e.length; j += Lanes.COUNT) {
      VectorMath.exp(Lanes.load(scores, at + j).sub(max)).intoArray(e, j);
    }
  }

  private static float sum(float[] e, float[] partial) {
    Arrays.fill(partial, 0f);
    for (int j = 0; j < e.length; j++) {
      partial[j % SoftmaxCrossEntropy.SUM_LANES] += e[j];
    }
    return SoftmaxCrossEntropy.sum(partial);
  }

  private static void divide(float[] x, float divisor) {
    for (int j = 0; j < x.length; j += Lanes.COUNT) {
      Lanes.load(x, j).div(divisor).intoArray(x, j);
    }
  }
}
