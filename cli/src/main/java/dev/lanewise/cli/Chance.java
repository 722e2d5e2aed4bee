package dev.lanewise.cli;

import dev.lanewise.data.Split;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import java.util.Arrays;

/** What a net reaches on labels without looking at the inputs. */
final class Chance {

  private static final double DEVIATIONS = 3;
  private static final double MUCH = 0.1; // of what there is to gain

  private final int[] counts; // how often each class occurs
  private final double size;

  private Chance(int[] counts) {
    this.counts = counts;
    this.size = Arrays.stream(counts).sum();
  }

  /** On the labels of {@code parts} together. */
  static Chance of(int classes, Split... parts) {
    int[] counts = new int[classes];
    for (Split part : parts) {
      for (int label : part.labels().toArray()) {
        counts[label]++;
      }
    }
    return new Chance(counts);
  }

  /** The accuracy of answering the most frequent class always; NaN without labels. */
  double accuracy() {
    return Arrays.stream(counts).max().orElse(0) / size;
  }

  /**
   * Whether an accuracy tells that next to nothing was learned: it is within three standard
   * deviations of chance, or has a tenth of what there is to gain above chance at most. Never where
   * there is nothing to gain, nor of NaN.
   *
   * @param samples over which the accuracy was taken
   */
  boolean explains(double accuracy, int samples) {
    double chance = accuracy();
    double deviation = Math.sqrt(chance * (1 - chance) / samples);
    double gain = Math.max(DEVIATIONS * deviation, MUCH * (1 - chance));
    return accuracy < 1 && chance < 1 && accuracy <= chance + gain;
  }

  /**
   * The training loss, without L2, of the best scores that are the same for all samples.
   *
   * @param weights of the classes, as numbers
   */
  double loss(Loss function, ClassWeights weights) {
    return switch (function) {
      case SoftmaxCrossEntropy softmax -> ofSoftmax(softmax.labelSmoothing(), weights);
      case MulticlassHinge _ -> Arrays.stream(counts).filter(count -> count > 0).count() - 1.0;
      case Loss.Custom custom -> ofEqualScores(custom, weights);
    };
  }

  /** The entropy of the classes, as often as labels that are weighted and smoothed have them. */
  private double ofSoftmax(double smoothing, ClassWeights weights) {
    double share = smoothing / counts.length * size;
    double[] targets = new double[counts.length];
    for (int label = 0; label < counts.length; label++) {
      targets[label] = ((1 - smoothing) * counts[label] + share) * weights.weight(label);
    }
    double total = Arrays.stream(targets).sum();
    return Arrays.stream(targets)
            .filter(target -> target > 0)
            .map(target -> -target * Math.log(target / total))
            .sum()
        / weight(weights);
  }

  /** The loss where all scores are 0, at least that of the best. */
  private double ofEqualScores(Loss loss, ClassWeights weights) {
    float[] gradient = new float[counts.length];
    float[] scores = new float[counts.length];
    double sum = 0;
    for (int label = 0; label < counts.length; label++) {
      sum += counts[label] * loss.row(gradient, scores, 0, counts.length, label, weights, 1);
    }
    return sum / weight(weights);
  }

  /** The sum of the weights of all samples. */
  private double weight(ClassWeights weights) {
    double sum = 0;
    for (int label = 0; label < counts.length; label++) {
      sum += counts[label] * weights.weight(label);
    }
    return sum;
  }
}
