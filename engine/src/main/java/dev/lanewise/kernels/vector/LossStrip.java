package dev.lanewise.kernels.vector;

import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import java.util.Arrays;

/**
 * One loss on a padded row of scores. A loss gets a line in {@link #of}: a class of its own, or the
 * formula.
 */
@FunctionalInterface
interface LossStrip {

  /**
   * The strip of a loss.
   *
   * @param weights of the classes, as numbers
   * @param classes C
   */
  static LossStrip of(Loss loss, ClassWeights weights, int classes) {
    return switch (loss) {
      case SoftmaxCrossEntropy softmax ->
          softmax.labelSmoothing() == 0 && weights.areNone()
              ? SoftmaxStrip.SOFTMAX
              : new WeightedSoftmaxStrip(softmax, weights, classes);
      case MulticlassHinge hinge -> scalar(hinge, weights);
      case Loss.Custom custom -> scalar(custom, weights);
    };
  }

  /** A loss that has no vectors of its own. */
  private static LossStrip scalar(Loss loss, ClassWeights weights) {
    return (gradient, scores, at, classes, label, normalizer, _) -> {
      double value = loss.row(gradient, scores, at, classes, label, weights, normalizer);
      Arrays.fill(gradient, classes, gradient.length, 0f);
      return value;
    };
  }

  /**
   * The loss of a row and its gradient; see {@link Loss#row}.
   *
   * @param gradient gets the gradient, 0 behind the classes; whole vectors. Modified.
   * @param scores behind the classes they are negative infinity up to a whole vector
   * @param partial {@link SoftmaxCrossEntropy#SUM_LANES} values. Modified.
   */
  double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      float normalizer,
      float[] partial);
}
