package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernels.Shapes.Shape;
import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Factors;
import dev.lanewise.optim.Optimizer;
import java.util.List;

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
  void scale(Kernels kernels) {
    for (float factor : new float[] {0f, 0.3f, 1f, Float.NaN}) {
      Shapes.forEach((given, shape) -> {
        Matrix x = given.special(shape.rows(), shape.columns());
        float[] expected = x.toArray();
        for (int i = 0; i < shape.size(); i++) {
          expected[i] *= factor;
        }
        given.watch();
        kernels.scale(x, factor);
        Given.assertBits(expected, x);
        given.assertOnlyWritten(x);
      });
    }
  }

  @EveryBackend
  void sgd(Kernels kernels) {
    for (float rate : new float[] {0f, 1e-3f, 0.3f}) {
      for (float reg : new float[] {0f, 0.25f}) {
        Shapes.forEach((given, shape) -> sgd(kernels, given, shape, rate, reg));
      }
    }
  }

  private static void sgd(Kernels kernels, Given given, Shape shape, float rate, float reg) {
    Matrix w = given.special(shape.rows(), shape.columns());
    Matrix gradient = given.layout(3, 20).special(shape.rows(), shape.columns());
    float[] expected = w.toArray();
    float[] slopes = gradient.toArray();
    for (int i = 0; i < shape.size(); i++) {
      expected[i] = Math.fma(-rate, Math.fma(reg, expected[i], slopes[i]), expected[i]);
    }
    given.watch();
    Updates.sgd(kernels, w, gradient, rate, reg);
    Given.assertBits(expected, w);
    given.assertOnlyWritten(w);
  }

  /** An optimizer that the kernels do not know, with a slot: it counts how far each value went. */
  private record Odometer() implements Optimizer.Custom {

    @Override
    public String name() {
      return "odometer";
    }

    @Override
    public List<String> slots() {
      return List.of("distance");
    }

    @Override
    public int factors() {
      return 1;
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {
      factors[0] = (float) (learningRate / step);
    }

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
      for (int i = from; i < to; i++) {
        w[i] -= factors[0] * gradient[i];
        slots[0][i] += Math.abs(factors[0] * gradient[i]);
      }
    }
  }

  @EveryBackend
  void anOptimizerOfSomebodyElse(Kernels kernels) {
    Shapes.forEach((given, shape) -> anOptimizerOfSomebodyElse(kernels, given, shape));
  }

  private static void anOptimizerOfSomebodyElse(Kernels kernels, Given given, Shape shape) {
    Matrix w = given.special(shape.rows(), shape.columns());
    Matrix gradient = given.layout(3, 20).special(shape.rows(), shape.columns());
    Matrix distance = given.special(shape.rows(), shape.columns());
    float[] expected = w.toArray();
    float[] slopes = gradient.toArray();
    float[] distances = distance.toArray();
    for (int i = 0; i < shape.size(); i++) {
      expected[i] -= 0.25f * slopes[i];
      distances[i] += Math.abs(0.25f * slopes[i]);
    }
    Odometer odometer = new Odometer();
    kernels.update(w, gradient, List.of(distance), odometer, Factors.of(odometer, 0.5, 0, 2));
    Given.assertBits(expected, w);
    Given.assertBits(distances, distance);
    Given.assertBits(slopes, gradient);
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
