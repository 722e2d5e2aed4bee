package dev.lanewise.check;

import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;

/** The loss of single rows in double precision, near the scores of a batch. */
sealed interface LocalLoss {

  /**
   * The loss of row {@code i} of the batch, times the weight of its class.
   *
   * @param scores (N, C), row {@code i} near that of the batch
   */
  double row(int i, int label, double[] scores);

  /** Whether no kink lies between two rows {@code i}. */
  boolean sameSide(int i, int label, double[] below, double[] above);

  /** Whether a score of row {@code i} is as near to a kink as {@code distance}. */
  boolean atKink(int i, int label, double[] scores, double distance);

  /**
   * What float32 rounding of the gradient of a score of row {@code i} is relative to: the sum of
   * its terms without their signs.
   */
  double roundedGradient(int i, int label, double[] scores, int score);

  /**
   * The loss near some scores.
   *
   * @param scores (N, C), not copied
   * @param labels (N,)
   * @param weights of the C classes, as numbers
   */
  static LocalLoss of(Loss loss, double[] scores, int[] labels, ClassWeights weights) {
    int classes = scores.length / labels.length;
    return switch (loss) {
      case SoftmaxCrossEntropy softmax -> new Softmax(softmax.labelSmoothing(), classes, weights);
      case MulticlassHinge _ -> new Hinge(classes, weights);
      case Loss.Custom custom -> Tangents.of(custom, scores, labels, classes, weights);
    };
  }

  /** Softmax cross-entropy, with label smoothing. */
  record Softmax(double smoothing, int classes, ClassWeights weights) implements LocalLoss {

    @Override
    public double row(int i, int label, double[] scores) {
      int at = i * classes;
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < classes; j++) {
        max = Math.max(max, scores[at + j]);
      }
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += Math.exp(scores[at + j] - max);
      }
      double log = Math.log(sum) + max;
      double spread = 0;
      for (int j = 0; smoothing > 0 && j < classes; j++) {
        spread += weights.weight(j) * (log - scores[at + j]);
      }
      double own = weights.weight(label) * (log - scores[at + label]);
      return (1 - smoothing) * own + smoothing / classes * spread;
    }

    @Override
    public double roundedGradient(int i, int label, double[] scores, int score) {
      int at = i * classes;
      double exponentials = 0; // of all scores, by that of this one
      double allWeights = 0;
      for (int j = 0; j < classes; j++) {
        exponentials += Math.exp(scores[at + j] - scores[at + score]);
        allWeights += weights.weight(j);
      }
      double own = (1 - smoothing) * weights.weight(label);
      double share = smoothing / classes;
      double target = (score == label ? own : 0) + share * weights.weight(score);
      return (own + share * allWeights) / exponentials + target;
    }

    @Override
    public boolean sameSide(int i, int label, double[] below, double[] above) {
      return true;
    }

    @Override
    public boolean atKink(int i, int label, double[] scores, double distance) {
      return false;
    }
  }

  /** Multiclass hinge loss. */
  record Hinge(int classes, ClassWeights weights) implements LocalLoss {

    private double margin(int i, int j, int label, double[] scores) {
      return scores[i * classes + j] - scores[i * classes + label] + 1;
    }

    @Override
    public double row(int i, int label, double[] scores) {
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += j == label ? 0 : Math.max(margin(i, j, label, scores), 0);
      }
      return weights.weight(label) * sum;
    }

    @Override
    public double roundedGradient(int i, int label, double[] scores, int score) {
      int active = 0;
      for (int j = 0; j < classes; j++) {
        boolean counts = score == label ? j != label : j == score;
        active += counts && margin(i, j, label, scores) > 0 ? 1 : 0;
      }
      return weights.weight(label) * active;
    }

    @Override
    public boolean sameSide(int i, int label, double[] below, double[] above) {
      boolean same = true;
      for (int j = 0; j < classes; j++) {
        same &= margin(i, j, label, below) > 0 == margin(i, j, label, above) > 0;
      }
      return same;
    }

    @Override
    public boolean atKink(int i, int label, double[] scores, double distance) {
      boolean at = false;
      for (int j = 0; j < classes; j++) {
        at |= Math.abs(margin(i, j, label, scores)) <= distance;
      }
      return at;
    }
  }

  /**
   * A formula of an embedder, which takes float32 scores only: its tangent plane at each row of the
   * batch. A centred difference sees no more of a smooth function.
   */
  final class Tangents implements LocalLoss {

    private final int classes;
    private final double[] scores; // (N, C)
    private final double[] values; // (N,)
    private final double[] slopes; // (N, C)
    private final double largest; // of the slopes, without sign

    private Tangents(int classes, double[] scores, double[] values, double[] slopes) {
      this.classes = classes;
      this.scores = scores;
      this.values = values;
      this.slopes = slopes;
      this.largest = DoubleNet.largest(slopes);
    }

    static Tangents of(
        Loss.Custom formula, double[] scores, int[] labels, int classes, ClassWeights weights) {
      double[] values = new double[labels.length];
      double[] slopes = new double[scores.length];
      float[] row = new float[classes];
      float[] ignored = new float[classes]; // the gradient that is being checked
      for (int i = 0; i < labels.length; i++) {
        int label = labels[i];
        for (int j = 0; j < classes; j++) {
          row[j] = (float) scores[i * classes + j];
        }
        values[i] = formula.row(ignored, row, 0, classes, label, weights, 1f);
        for (int j = 0; j < classes; j++) {
          int changed = j;
          float old = row[j];
          slopes[i * classes + j] =
              FloatSlope.of(
                  score -> {
                    row[changed] = score;
                    return formula.row(ignored, row, 0, classes, label, weights, 1f);
                  },
                  old);
          row[j] = old;
        }
      }
      return new Tangents(classes, scores, values, slopes);
    }

    @Override
    public double row(int i, int label, double[] near) {
      double loss = values[i];
      for (int j = i * classes; j < (i + 1) * classes; j++) {
        loss += slopes[j] * (near[j] - scores[j]);
      }
      return loss;
    }

    @Override
    public double roundedGradient(int i, int label, double[] near, int score) {
      return largest;
    }

    @Override
    public boolean sameSide(int i, int label, double[] below, double[] above) {
      return true; // a kink next to the scores themselves is told by atKink
    }

    @Override
    public boolean atKink(int i, int label, double[] near, double distance) {
      boolean at = false;
      for (int j = i * classes; j < (i + 1) * classes; j++) {
        at |= Double.isNaN(slopes[j]);
      }
      return at;
    }
  }
}
