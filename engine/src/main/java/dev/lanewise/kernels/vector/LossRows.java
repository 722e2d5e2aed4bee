package dev.lanewise.kernels.vector;

import dev.lanewise.loss.Loss;
import java.util.Arrays;

/**
 * The scores of one net for a batch, and the loss of each row; see {@link
 * dev.lanewise.kernels.Kernels#loss}. Rows are padded to whole vectors with scores of negative
 * infinity, whose exponentials are 0.
 */
final class LossRows {

  private final LossStrip strip;
  private final int classes;
  private final int padded;
  private final float[] scores; // (largest N, padded)
  private final double[] losses; // (largest N,)

  LossRows(Loss loss, int rows, int classes) {
    this.strip = LossStrip.of(loss);
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
    losses[i] = strip.row(scratch.scoreGradient, scores, index(i), classes, y, n, scratch.partial);
  }

  /** The mean loss of a batch of {@code n} rows that have all been differentiated. */
  double mean(int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += losses[i];
    }
    return sum / n;
  }
}
