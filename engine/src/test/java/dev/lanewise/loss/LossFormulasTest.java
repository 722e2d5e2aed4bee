package dev.lanewise.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.nn.ReferenceLayers;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The records of losses against published values, and against a second statement in double. */
class LossFormulasTest {

  private static final double ROUNDING = 3e-7; // of float32 scores and exponentials
  private static final double STEP = 1e-5;
  private static final float[][] SCORES = {{2, 1, 0.1f}, {0.5f, 2.5f, 0.3f}};
  private static final int[] LABELS = {0, 2};
  private static final ClassWeights WEIGHTS = ClassWeights.of(1, 2, 5);

  /** The mean of some rows, in the order of docs/numerics. */
  private static double mean(
      Loss loss, float[][] scores, int[] labels, ClassWeights weights, float[][] gradients) {
    double normalizer = 0;
    for (int label : labels) {
      normalizer += weights.weight(label);
    }
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum +=
          loss.row(
              gradients[i], scores[i], 0, scores[i].length, labels[i], weights, (float) normalizer);
    }
    return sum / normalizer;
  }

  private static double mean(Loss loss, float[][] scores, int[] labels, ClassWeights weights) {
    return mean(loss, scores, labels, weights, new float[labels.length][scores[0].length]);
  }

  /** PyTorch's cross_entropy with label_smoothing 0.1 and weight (1, 2, 5). */
  @Test
  void followsPyTorch() {
    Loss plain = new SoftmaxCrossEntropy();
    Loss smoothed = new SoftmaxCrossEntropy(0.1);
    ClassWeights none = ClassWeights.NONE;
    float[][] first = {SCORES[0]};
    float[][] second = {SCORES[1]};
    assertEquals(0.4170300163, mean(plain, first, new int[] {0}, none), ROUNDING);
    assertEquals(2.4200495230, mean(plain, second, new int[] {2}, none), ROUNDING);
    assertEquals(1.4185397696, mean(plain, SCORES, LABELS, none), ROUNDING);
    assertEquals(1.4268731030, mean(smoothed, SCORES, LABELS, none), ROUNDING);
    assertEquals(2.0862129386, mean(plain, SCORES, LABELS, WEIGHTS), ROUNDING);
    assertEquals(2.0420174020, mean(smoothed, SCORES, LABELS, WEIGHTS), ROUNDING);
  }

  /** Margins (0, 0) and (1.2, 3.2): losses 0 and 4.4, of weights 1 and 5. */
  @Test
  void weightedHinge() {
    float[][] gradients = new float[2][3];
    Loss hinge = new MulticlassHinge();
    float[][] scores = {{2, 1, 0.1f}, {0.5f, 2.5f, 0.3f}};
    assertEquals(5 * 4.4 / 6, mean(hinge, scores, LABELS, WEIGHTS, gradients), 1e-6);
    assertEquals(0, gradients[0][0], 0);
    assertEquals(5f / 6, gradients[1][0], ROUNDING);
    assertEquals(5f / 6, gradients[1][1], ROUNDING);
    assertEquals(-10f / 6, gradients[1][2], ROUNDING);
  }

  static Stream<Arguments> combinations() {
    return Stream.of(new SoftmaxCrossEntropy(), new SoftmaxCrossEntropy(0.3), new MulticlassHinge())
        .flatMap(loss ->
            Stream.of(ClassWeights.NONE, ClassWeights.of(0.5, 0, 3, 1.25, 0.01))
                .map(weights -> Arguments.of(loss, weights)));
  }

  /** The loss of rows in double, straight from its definition. */
  private static double reference(Loss loss, double[] x, int[] labels, ClassWeights weights) {
    int classes = x.length / labels.length;
    double sum = 0;
    double weight = 0;
    for (int i = 0; i < labels.length; i++) {
      int y = labels[i];
      double z = 0;
      double hinge = -1; // that of the label itself
      for (int j = 0; j < classes; j++) {
        z += Math.exp(x[i * classes + j]);
        hinge += Math.max(0, x[i * classes + j] - x[i * classes + y] + 1);
      }
      double smoothing = loss.parameter("labelSmoothing").orElse(0.0);
      double entropy = (1 - smoothing) * weights.weight(y) * (Math.log(z) - x[i * classes + y]);
      for (int k = 0; k < classes; k++) {
        entropy += smoothing / classes * weights.weight(k) * (Math.log(z) - x[i * classes + k]);
      }
      sum += loss instanceof MulticlassHinge ? weights.weight(y) * hinge : entropy;
      weight += weights.weight(y);
    }
    return sum / weight;
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void gradientIsThatOfTheLoss(Loss loss, ClassWeights weights) {
    SplittableRandom random = new SplittableRandom(3);
    int[] labels = {3, 0, 2, 1, 4, 2};
    float[][] scores = new float[labels.length][5];
    double[] x = new double[labels.length * 5];
    for (int i = 0; i < x.length; i++) {
      scores[i / 5][i % 5] = (float) random.nextDouble(-3, 3);
      x[i] = scores[i / 5][i % 5];
    }
    float[][] gradients = new float[labels.length][5];
    double mean = mean(loss, scores, labels, weights, gradients);
    assertEquals(reference(loss, x, labels, weights), mean, 1e-6);
    double[] expected =
        ReferenceLayers.differences(x, STEP, values -> reference(loss, values, labels, weights));
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], gradients[i / 5][i % 5], 3e-7, "value " + i);
    }
  }
}
