package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.examples.ExtendingExample.SquaredError;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import java.util.Arrays;
import java.util.List;

/** Losses with label smoothing and class weights: every backend has the bits of the record. */
class WeightedLossTest {

  private static final int ROWS = 7;
  private static final int[] CLASSES = {1, 2, 3, 8, 10, 15, 16, 17, 33, 67};
  private static final List<Loss> LOSSES =
      List.of(
          new SoftmaxCrossEntropy(),
          new SoftmaxCrossEntropy(0.1),
          new SoftmaxCrossEntropy(0.75),
          new MulticlassHinge(),
          new SquaredError());

  /** The first weighs 3, each further one a little less than the one before. */
  private static ClassWeights falling(int classes) {
    double[] weights = new double[classes];
    for (int c = 0; c < classes; c++) {
      weights[c] = 3.0 / (1 + 0.7 * c);
    }
    return ClassWeights.of(weights);
  }

  private static ClassWeights ones(int classes) {
    double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    return ClassWeights.of(weights);
  }

  @EveryBackend
  void bitsOfTheRecord(Kernels kernels) {
    Given given = new Given(8);
    for (int classes : CLASSES) {
      for (Loss loss : LOSSES) {
        for (ClassWeights weights : List.of(ClassWeights.NONE, falling(classes))) {
          given.reset();
          given.layout(classes % 4, 4 * (classes % 16));
          Matrix x = given.random(ROWS, classes, 6f);
          Labels labels = given.randomLabels(ROWS, classes);
          Matrix dx = given.unset(ROWS, classes);
          double normalizer = 0;
          for (int i = 0; i < ROWS; i++) {
            normalizer += weights.weight(labels.get(i));
          }
          float[] expected = new float[ROWS * classes];
          double sum = 0;
          float[] row = new float[classes];
          for (int i = 0; i < ROWS; i++) {
            float[] scores = x.slice(i, i + 1).toArray();
            int y = labels.get(i);
            sum += loss.row(row, scores, 0, classes, y, weights, (float) normalizer);
            System.arraycopy(row, 0, expected, i * classes, classes);
          }
          given.watch();
          double actual = kernels.loss(dx, x, labels, loss, weights);
          assertEquals(sum / normalizer, actual, loss + " " + weights);
          Given.assertBits(expected, dx);
          given.assertOnlyWritten(dx);
        }
      }
    }
  }

  /** Weights of 1 take the general formula, none the plain one. */
  @EveryBackend
  void weightsOfOneChangeNoBit(Kernels kernels) {
    Given given = new Given(9);
    for (int classes : CLASSES) {
      for (Loss loss : LOSSES) {
        given.reset();
        Matrix x = given.random(ROWS, classes, 30f);
        Labels labels = given.randomLabels(ROWS, classes);
        Matrix plain = given.unset(ROWS, classes);
        Matrix weighted = given.unset(ROWS, classes);
        assertEquals(
            kernels.loss(plain, x, labels, loss),
            kernels.loss(weighted, x, labels, loss, ones(classes)));
        Given.assertBits(plain.toArray(), weighted);
      }
    }
  }

  /** PyTorch gives NaN there, which would end a training by chance. */
  @EveryBackend
  void aBatchWithoutWeightChangesNothing(Kernels kernels) {
    for (Loss loss : LOSSES) {
      Given given = new Given(10);
      Matrix x = given.random(2, 3, 5f);
      Matrix dx = given.unset(2, 3);
      assertEquals(0, kernels.loss(dx, x, given.labels(1, 1), loss, ClassWeights.of(2, 0, 1)));
      float[] gradient = dx.toArray();
      for (int i = 0; i < gradient.length; i++) {
        gradient[i] += 0f; // -0 becomes 0
      }
      assertArrayEquals(new float[6], gradient);
    }
  }

  @EveryBackend
  void refusesWhatIsNoWeights(Kernels kernels) {
    Given given = new Given(11);
    Matrix x = given.random(2, 3);
    Matrix dx = given.unset(2, 3);
    Labels labels = given.labels(0, 1);
    for (ClassWeights weights : List.of(ClassWeights.BALANCED, ClassWeights.of(1, 2))) {
      given.watch();
      assertThrows(
          IllegalArgumentException.class,
          () -> kernels.loss(dx, x, labels, new MulticlassHinge(), weights));
      given.assertOnlyWritten();
    }
  }
}
