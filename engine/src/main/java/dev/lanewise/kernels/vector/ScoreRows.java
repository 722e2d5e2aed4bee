package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.LossFunction;
import dev.lanewise.kernels.Losses;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The scores of one net for a batch, their loss and gradient, row by row while they are in the
 * cache. Formulas and order as in {@link dev.lanewise.kernels.Kernels#softmaxLoss} and {@code
 * svmLoss}. Rows are padded to whole vectors: with scores of negative infinity, whose exponentials
 * are 0, and gradients of 0.
 */
final class ScoreRows {

  private final int classes;
  private final int padded;
  private final float[] scores; // (largest N, padded)
  private final double[] losses; // (largest N,), of the softmax loss
  private final Matrix gradient; // (largest N, padded)

  ScoreRows(int rows, int classes, Workspace workspace) {
    this.classes = classes;
    this.padded = Lanes.padded(classes);
    this.scores = new float[rows * padded];
    this.losses = new double[rows];
    this.gradient = workspace.matrix(rows, padded);
  }

  /** The scores, rows one after the other. */
  float[] scores() {
    return scores;
  }

  /** Where row {@code i} of the scores begins. */
  int index(int i) {
    return i * padded;
  }

  /** The gradient of the scores, (largest N, C padded). */
  Matrix gradient() {
    return gradient;
  }

  /** Copies rows {@code from} to {@code to} of the gradient. Modified: packed. */
  void packGradient(int from, int to, PackedRows packed) {
    for (int i = from; i < to; i++) {
      long row = gradient.rowOffset(i);
      for (int j = 0; j < padded; j += Lanes.COUNT) {
        int at = packed.index(i - from, j);
        Lanes.load(gradient, row + ((long) j << 2)).intoArray(packed.values, at);
      }
    }
  }

  /** Loss and gradient of row {@code i} of a batch of {@code n} rows; its label is {@code y}. */
  void differentiate(LossFunction loss, int i, int y, float n, StepThread thread) {
    switch (loss) {
      case SOFTMAX -> softmax(i, y, n, thread);
      case SVM -> svm(i, y, n);
    }
  }

  private void softmax(int i, int y, float n, StepThread thread) {
    int at = index(i);
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < classes; j++) {
      max = Math.max(max, scores[at + j]);
    }
    float[] e = thread.exponentials;
    exponentials(e, at, max);
    float z = sum(e, thread.partial);
    divide(e, z);
    e[y] -= 1f;
    divide(e, n);
    // Vectors stored here were boxed, every time.
    MemorySegment.copy(e, 0, gradient.segment(), Matrix.FLOAT, gradient.rowOffset(i), padded);
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

  private void svm(int i, int y, float n) {
    long row = gradient.rowOffset(i);
    int active = 0;
    for (int j = 0; j < classes; j++) {
      boolean counts = j != y && !(margin(i, j, y) <= 0f); // a NaN margin counts
      Elementwise.set(gradient, row + ((long) j << 2), counts ? 1f / n : 0f);
      active += counts ? 1 : 0;
    }
    Elementwise.set(gradient, row + ((long) y << 2), -(float) active / n);
  }

  private float margin(int i, int j, int y) {
    return (scores[index(i) + j] - scores[index(i) + y]) + 1f;
  }

  /** The mean loss of a batch whose rows have all been differentiated. */
  double loss(LossFunction loss, Labels labels) {
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
