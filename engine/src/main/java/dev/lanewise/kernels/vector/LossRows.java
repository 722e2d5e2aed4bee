package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.RowLoops;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Labels;
import java.util.Arrays;

/**
 * The scores of one net for a batch, and the loss of each row; see {@link
 * dev.lanewise.kernels.Kernels#loss}. Rows are padded to whole vectors with scores of negative
 * infinity, whose exponentials are 0.
 */
final class LossRows {

  private final LossStrip strip;
  private final ClassWeights weights;
  private final int classes;
  private final int padded;
  private final float[] scores; // (largest N, padded)
  private final double[] losses; // (largest N,)
  private double normalizer; // of the batch

  LossRows(Loss loss, ClassWeights weights, int rows, int classes) {
    this.strip = LossStrip.of(loss, weights, classes);
    this.weights = weights;
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

  /** Begins a batch; no row of it has been differentiated. */
  void begin(Labels labels) {
    normalizer = RowLoops.normalizer(labels, weights);
  }

  /**
   * Loss and gradient of row {@code i} of the batch; its label is {@code y}.
   *
   * @param scratch its {@code scoreGradient} gets the gradient. Modified.
   */
  void differentiate(int i, int y, Scratch scratch) {
    float divisor = (float) normalizer;
    losses[i] =
        strip.row(scratch.scoreGradient, scores, index(i), classes, y, divisor, scratch.partial);
  }

  /** The mean loss of the batch of {@code n} rows, which have all been differentiated. */
  double mean(int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += losses[i];
    }
    return sum / normalizer;
  }
}
