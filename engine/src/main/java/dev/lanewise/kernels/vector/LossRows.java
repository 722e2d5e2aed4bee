package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.LossFunction;
import dev.lanewise.kernels.Losses;
import dev.lanewise.memory.Labels;
import java.util.Arrays;

/**
 * The scores of one net for a batch, their loss and gradient, row by row while they are in the
 * cache. Formulas and order as in {@link dev.lanewise.kernels.Kernels#softmaxLoss} and {@code
 * svmLoss}. Rows are padded to whole vectors: with scores of negative infinity, whose exponentials
 * are 0, and gradients of 0.
 */
final class LossRows {

  private final LossFunction loss;
  private final int classes;
  private final int padded;
  private final float[] scores; // (largest N, padded)
  private final double[] losses; // (largest N,), of the softmax loss

  LossRows(LossFunction loss, int rows, int classes) {
    this.loss = loss;
    this.classes = classes;
    this.padded = Lanes.padded(classes);
    this.scores = new float[rows * padded];
    this.losses = new double[rows];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
  }

  /** The scores, rows one after the other. */
  float[] scores() {
    return scores;
  }

  /** Where row {@code i} of the scores begins. */
  int index(int i) {
    return i * padded;
  }

  /**
   * Loss and gradient of row {@code i} of a batch of {@code n} rows; its label is {@code y}.
   *
   * @param scratch its {@code scoreGradient} gets the gradient. Modified.
   */
  void differentiate(int i, int y, float n, Scratch scratch) {
    switch (loss) {
      case SOFTMAX -> softmax(i, y, n, scratch.scoreGradient, scratch.partial);
      case SVM -> svm(i, y, n, scratch.scoreGradient);
    }
  }

  private void softmax(int i, int y, float n, float[] e, float[] partial) {
    int at = index(i);
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      max = Math.max(max, scores[at + j]);
    }
    exponentials(e, at, max);
    float z = sum(e, partial);
    divide(e, z);
    e[y] -= 1f;
    divide(e, n);
    losses[i] = StrictMath.log((double) z) + ((double) max - (double) scores[at + y]);
  }

  private void exponentials(float[] e, int at, float max) {
    for (int j = 0; j < e.length; j += Lanes.COUNT) {
      VectorMath.exp(Lanes.load(scores, at + j).sub(max)).intoArray(e, j);
    }
  }

  private static void divide(float[] x, float divisor) {
    for (int j = 0; j < x.length; j += Lanes.COUNT) {
      Lanes.load(x, j).div(divisor).intoArray(x, j);
    }
  }

  private static float sum(float[] e, float[] partial) {
    Arrays.fill(partial, 0f);
    for (int j = 0; j < e.length; j++) {
      partial[j % Losses.SUM_LANES] += e[j];
    }
    return Losses.fold(partial);
  }

  private void svm(int i, int y, float n, float[] gradient) {
    Arrays.fill(gradient, classes, padded, 0f);
    int active = 0;
    for (int j = 0; j < classes; j++) {
      boolean counts = j != y && !(margin(i, j, y) <= 0f); // a NaN margin counts
      gradient[j] = counts ? 1f / n : 0f;
      active += counts ? 1 : 0;
    }
    gradient[y] = -(float) active / n;
  }

  private float margin(int i, int j, int y) {
    return (scores[index(i) + j] - scores[index(i) + y]) + 1f;
  }

  /** The mean loss of a batch whose rows have all been differentiated. */
  double mean(Labels labels) {
    double sum = 0;
    for (int i = 0; i < labels.size(); i++) {
      sum = loss == LossFunction.SOFTMAX ? sum + losses[i] : addMargins(sum, i, labels.get(i));
    }
    return sum / labels.size();
  }

  /** One chain over all rows, so not known before they are. */
  private double addMargins(double sum, int i, int y) {
    for (int j = 0; j < classes; j++) {
      float margin = margin(i, j, y);
      if (j != y && !(margin <= 0f)) {
        sum += margin;
      }
    }
    return sum;
  }
}
