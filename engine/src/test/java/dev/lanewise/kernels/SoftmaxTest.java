package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.math.FloatMath;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import java.util.Arrays;

/** Softmax, its loss and gradient: the bits of the specification, and the truth in double. */
class SoftmaxTest {

  private static final double UNIT = 0x1p-24;
  private static final double LOSS_TOLERANCE = 1e-6;
  private static final int[] CLASSES = {1, 2, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 40, 67, 100};
  private static final int ROWS = 7;

  /** A row's exponentials e and their sum Z, from the specification. */
  private record Exponentials(float max, float[] e, float z) {}

  private static Exponentials exponentials(Matrix x, int row) {
    float max = Float.NEGATIVE_INFINITY;
    for (int j = 0; j < x.columns(); j++) {
      max = Math.max(max, x.get(row, j));
    }
    float[] e = new float[x.columns()];
    float[] s = new float[16];
    for (int j = 0; j < e.length; j++) {
      e[j] = FloatMath.exp(x.get(row, j) - max);
      s[j % 16] = s[j % 16] + e[j];
    }
    float[] quarters = new float[4];
    for (int i = 0; i < 4; i++) {
      // s[i] += s[i+8] for i < 8, then += the sum 4 further on
      quarters[i] = (s[i] + s[i + 8]) + (s[i + 4] + s[i + 12]);
    }
    float z = (quarters[0] + quarters[2]) + (quarters[1] + quarters[3]);
    return new Exponentials(max, e, z);
  }

  private static Matrix logits(Given given, int classes, float bound) {
    given.reset();
    given.layout(classes % 4, 4 * (classes % 16));
    return given.random(ROWS, classes, bound);
  }

  @EveryWidth
  void probabilities(Kernels kernels) {
    Given given = new Given(1);
    for (int classes : CLASSES) {
      Matrix x = logits(given, classes, 20f);
      Matrix p = given.unset(ROWS, classes);
      float[] expected = new float[ROWS * classes];
      for (int i = 0; i < expected.length; i++) {
        Exponentials row = exponentials(x, i / classes);
        expected[i] = row.e[i % classes] / row.z;
      }
      given.watch();
      kernels.softmax(p, x);
      Given.assertBits(expected, p);
      given.assertOnlyWritten(p);
      for (int i = 0; i < ROWS; i++) {
        assertEquals(1, sum(p, i), (classes + 2) * UNIT);
      }
    }
  }

  private static double sum(Matrix x, int row) {
    double sum = 0;
    for (int j = 0; j < x.columns(); j++) {
      sum += x.get(row, j);
    }
    return sum;
  }

  @EveryBackend
  void lossAndGradient(Kernels kernels) {
    Given given = new Given(2);
    for (int classes : CLASSES) {
      Matrix x = logits(given, classes, 30f);
      Labels labels = given.randomLabels(ROWS, classes);
      Matrix dx = given.unset(ROWS, classes);
      float[] expected = new float[ROWS * classes];
      double expectedLoss = 0;
      double trueLoss = 0;
      for (int i = 0; i < ROWS; i++) {
        Exponentials row = exponentials(x, i);
        int y = labels.get(i);
        for (int j = 0; j < classes; j++) {
          expected[i * classes + j] = (row.e[j] / row.z - (j == y ? 1f : 0f)) / (float) ROWS;
        }
        expectedLoss += StrictMath.log((double) row.z) + ((double) row.max - (double) x.get(i, y));
        trueLoss += logSumExp(x, i) - x.get(i, y);
      }
      given.watch();
      double loss = kernels.loss(dx, x, labels, new SoftmaxCrossEntropy());
      Given.assertBits(expected, dx);
      given.assertOnlyWritten(dx);
      assertEquals(expectedLoss / ROWS, loss);
      assertEquals(trueLoss / ROWS, loss, LOSS_TOLERANCE * (1 + trueLoss / ROWS));
      for (int i = 0; i < ROWS; i++) {
        assertEquals(0, sum(dx, i), (classes + 2) * UNIT / ROWS);
      }
    }
  }

  private static double logSumExp(Matrix x, int row) {
    double max = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < x.columns(); j++) {
      max = Math.max(max, x.get(row, j));
    }
    double sum = 0;
    for (int j = 0; j < x.columns(); j++) {
      sum += StrictMath.exp(x.get(row, j) - max);
    }
    return max + StrictMath.log(sum);
  }

  /** Exponentials of differences along the whole range: vectors give the scalar bits. */
  @EveryWidth
  void sweep(Kernels kernels) {
    float[] values = Sweep.exponents();
    int columns = 67;
    int rows = values.length / (columns - 1);
    Given given = new Given(3, 16L * values.length);
    Matrix x = given.unset(rows, columns);
    for (int i = 0; i < rows; i++) {
      x.set(i, 0, 0f);
      for (int j = 1; j < columns; j++) {
        x.set(i, j, -Math.abs(values[i * (columns - 1) + j - 1]));
      }
    }
    Matrix expected = given.unset(rows, columns);
    KernelBackends.scalar().softmax(expected, x);
    Matrix p = given.unset(rows, columns);
    kernels.softmax(p, x);
    Given.assertBits(expected.toArray(), p);
  }

  private static double loss(Kernels kernels, int label, float... row) {
    Given given = new Given(4);
    Matrix dx = given.unset(1, row.length);
    return kernels.loss(
        dx, given.filled(1, row.length, row), given.labels(label), new SoftmaxCrossEntropy());
  }

  /** Finite logits of any size give a finite, right loss. */
  @EveryWidth
  void extremeRows(Kernels kernels) {
    double ln3 = 1.0986122886681098;
    assertEquals(ln3, loss(kernels, 0, 1000, 1000, 1000), 1e-15);
    assertEquals(1000, loss(kernels, 1, 1000, 0, 0));
    assertEquals(0.31326168751822286, loss(kernels, 0, 89, 88, 0), LOSS_TOLERANCE);
    assertEquals(200, loss(kernels, 1, 0, -200));
    assertEquals(1.8619948040582512, loss(kernels, 2, -1000, -1000, -1001), LOSS_TOLERANCE);
    assertEquals(0, loss(kernels, 0, 0, Float.NEGATIVE_INFINITY));
    assertEquals(
        2.0 * Float.MAX_VALUE, loss(kernels, 1, Float.MAX_VALUE, -Float.MAX_VALUE), "no overflow");
    assertEquals(0, loss(kernels, 0, -5), "a single class");
  }

  @EveryWidth
  void lossesThatStopTraining(Kernels kernels) {
    float infinity = Float.POSITIVE_INFINITY;
    assertEquals(infinity, loss(kernels, 1, 0, -infinity));
    assertEquals(Double.NaN, loss(kernels, 0, 0, infinity));
    assertEquals(Double.NaN, loss(kernels, 0, infinity, 0));
    assertEquals(Double.NaN, loss(kernels, 0, 1, Float.NaN));
    assertEquals(Double.NaN, loss(kernels, 0, Float.NaN, 1));
    assertEquals(Double.NaN, loss(kernels, 0, -infinity, -infinity));
    float[] late = new float[40];
    late[39] = Float.NaN;
    assertEquals(Double.NaN, loss(kernels, 0, late));
  }

  @EveryWidth
  void tinyProbabilitiesAreDenormal(Kernels kernels) {
    Given given = new Given(5);
    float[] row = new float[33];
    Arrays.fill(row, -95f);
    row[0] = 0f;
    Matrix p = given.unset(1, 33);
    kernels.softmax(p, given.filled(1, 33, row));
    for (int j = 1; j < 33; j++) {
      assertTrue(p.get(0, j) > 0f && p.get(0, j) < Float.MIN_NORMAL);
    }
  }
}
