package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.loss.MulticlassHinge;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;

/** The hinge loss and the choice of a class. */
class SvmAndArgmaxTest {

  private static double svm(Kernels kernels, float[] dx, int label, float... row) {
    Given given = new Given(1);
    Matrix gradient = given.unset(1, row.length);
    double loss =
        kernels.loss(
            gradient, given.filled(1, row.length, row), given.labels(label), new MulticlassHinge());
    for (int j = 0; j < row.length; j++) {
      assertEquals(dx[j], gradient.get(0, j) + 0f, "element " + j); // -0 as 0
    }
    return loss;
  }

  @EveryWidth
  void svmByHand(Kernels kernels) {
    assertEquals(0, svm(kernels, new float[] {0, 0}, 0, 1, 0), "a margin of 0 is inactive");
    assertEquals(1, svm(kernels, new float[] {-1, 1}, 0, 0, 0));
    assertEquals(7.5, svm(kernels, new float[] {1, -2, 1, 0}, 1, 3, 1, 4.5f, -2));
    assertEquals(0, svm(kernels, new float[] {0}, 0, 5), "a single class");
  }

  @EveryWidth
  void svmKeepsNaNAndInfinity(Kernels kernels) {
    assertEquals(Double.NaN, svm(kernels, new float[] {-1, 1}, 0, 0, Float.NaN));
    assertEquals(Double.NaN, svm(kernels, new float[] {-1, 1}, 0, Float.NaN, 0));
    float infinity = Float.POSITIVE_INFINITY;
    assertEquals(infinity, svm(kernels, new float[] {-1, 1}, 0, 0, infinity));
    assertEquals(Double.NaN, svm(kernels, new float[] {-1, 1}, 0, infinity, infinity));
  }

  @EveryBackend
  void svmBits(Kernels kernels) {
    Given given = new Given(2);
    for (int classes : new int[] {1, 2, 3, 10, 16, 17, 67}) {
      given.reset();
      int n = 9;
      Matrix x = given.layout(classes % 3, 4 * (classes % 16)).random(n, classes, 3f);
      Labels labels = given.randomLabels(n, classes);
      Matrix dx = given.unset(n, classes);
      float[] expected = new float[n * classes];
      double loss = 0;
      for (int i = 0; i < n; i++) {
        int y = labels.get(i);
        int count = 0;
        for (int j = 0; j < classes; j++) {
          float margin = (x.get(i, j) - x.get(i, y)) + 1f;
          if (j != y && margin > 0f) {
            loss += margin;
            expected[i * classes + j] = 1f / n;
            count++;
          }
        }
        expected[i * classes + y] = -(float) count / n;
      }
      given.watch();
      assertEquals(loss / n, kernels.loss(dx, x, labels, new MulticlassHinge()));
      Given.assertBits(expected, dx);
      given.assertOnlyWritten(dx);
    }
  }

  @EveryWidth
  void argmaxTakesTheFirstMaximum(Kernels kernels) {
    Given given = new Given(3);
    float infinity = Float.POSITIVE_INFINITY;
    Matrix x =
        given
            .layout(2, 4)
            .filled(
                6, 3, //
                1, 2, 2, //
                5, 5, 5, //
                -3, -2, -1, //
                -0f, 0f, 0f, //
                -infinity, -infinity, -infinity, //
                0, infinity, infinity);
    int[] classes = {9, 9, 9, 9, 9, 9, 9};
    given.watch();
    kernels.argmax(classes, x);
    assertArrayEquals(new int[] {1, 0, 2, 0, 0, 1, 9}, classes);
    given.assertOnlyWritten();
  }

  @EveryWidth
  void argmaxOfNaNNamesTheRow(Kernels kernels) {
    for (int column = 0; column < 3; column++) {
      Given given = new Given(4);
      Matrix x = given.filled(7, 3, new float[21]);
      x.set(5, column, Float.NaN);
      ArithmeticException thrown =
          assertThrows(ArithmeticException.class, () -> kernels.argmax(new int[7], x));
      assertTrue(thrown.getMessage().contains("row 5"), thrown.getMessage());
    }
  }
}
