package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernels.Shapes.Shape;
import dev.lanewise.memory.Matrix;

/** Column sums, the L2 penalty and the step of gradient descent: the bits of the formula. */
class SumsAndUpdatesTest {

  private static final int L2_BLOCK = 64;

  @EveryBackend
  void columnSums(Kernels kernels) {
    Shapes.forEach((given, shape) -> {
      columnSums(kernels, given, given.random(shape.rows(), shape.columns()));
      columnSums(kernels, given, given.special(shape.rows(), shape.columns()));
    });
  }

  private static void columnSums(Kernels kernels, Given given, Matrix x) {
    Matrix sums = given.unset(1, x.columns());
    float[] expected = new float[x.columns()];
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < x.columns(); j++) {
        expected[j] += x.get(i, j);
      }
    }
    given.watch();
    kernels.columnSums(sums, x);
    Given.assertBits(expected, sums);
    given.assertOnlyWritten(sums);
  }

  @EveryBackend
  void addL2Gradient(Kernels kernels) {
    for (float reg : new float[] {0f, 1e-3f, 3f}) {
      Shapes.forEach((given, shape) -> addL2Gradient(kernels, given, shape, reg));
    }
  }

  private static void addL2Gradient(Kernels kernels, Given given, Shape shape, float reg) {
    Matrix dw = given.special(shape.rows(), shape.columns());
    Matrix w = given.layout(3, 20).special(shape.rows(), shape.columns());
    float[] expected = dw.toArray();
    float[] weights = w.toArray();
    for (int i = 0; i < shape.size(); i++) {
      expected[i] = Math.fma(reg, weights[i], expected[i]);
    }
    given.watch();
    kernels.addL2Gradient(dw, w, reg);
    Given.assertBits(expected, dw);
    given.assertOnlyWritten(dw);
  }

  @EveryBackend
  void sgd(Kernels kernels) {
    for (float rate : new float[] {0f, 1e-3f, 0.3f}) {
      Shapes.forEach((given, shape) -> sgd(kernels, given, shape, rate));
    }
  }

  private static void sgd(Kernels kernels, Given given, Shape shape, float rate) {
    Matrix w = given.special(shape.rows(), shape.columns());
    Matrix gradient = given.layout(3, 20).special(shape.rows(), shape.columns());
    float[] expected = w.toArray();
    float[] slopes = gradient.toArray();
    for (int i = 0; i < shape.size(); i++) {
      expected[i] = Math.fma(-rate, slopes[i], expected[i]);
    }
    given.watch();
    kernels.sgd(w, gradient, rate);
    Given.assertBits(expected, w);
    given.assertOnlyWritten(w);
  }

  /** Blocks of 64 rows, one chain per column in each; around the block size and over threads. */
  @EveryBackend
  void sumOfSquares(Kernels kernels) {
    Given given = new Given(2, 4 << 20);
    for (int rows : new int[] {0, 1, 2, 63, 64, 65, 128, 200}) {
      for (int columns : new int[] {0, 1, 2, 3, 7, 8, 9, 35, 400}) {
        given.reset();
        Matrix w = given.layout(columns % 3, 4 * (rows % 16)).random(rows, columns);
        given.watch();
        assertEquals(squares(w), kernels.sumOfSquares(w));
        given.assertOnlyWritten();
      }
    }
  }

  private static double squares(Matrix w) {
    double sum = 0;
    for (int j = 0; j < w.columns(); j++) {
      double column = 0;
      for (int block = 0; block < w.rows(); block += L2_BLOCK) {
        double chain = 0;
        for (int i = block; i < Math.min(block + L2_BLOCK, w.rows()); i++) {
          chain += (double) w.get(i, j) * w.get(i, j);
        }
        column += chain;
      }
      sum += column;
    }
    return sum;
  }
}
