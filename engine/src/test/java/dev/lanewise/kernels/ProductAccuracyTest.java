package dev.lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.memory.Matrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ties the scalar products, and through their bits all backends, to exact arithmetic. */
class ProductAccuracyTest {

  private static final double UNIT = 0x1p-24;
  private static final double SMALLEST = 0x1p-149;
  private static final double RANDOM_DATA_LIMIT = 16;

  private final Kernels kernels = KernelBackends.scalar();

  /**
   * |C - exact| within the bound that holds for any data, and within 16 u |A||B| for data of mean
   * zero, where one lost product would show.
   */
  @ParameterizedTest
  @ValueSource(ints = {16, 64, 512, 3072, 10000})
  void errorBounds(int k) {
    int m = 9;
    int n = 11;
    Given given = new Given(k, 4 << 20);
    for (Product product : Product.values()) {
      given.reset();
      Product.Operand aShape = product.a(m, k);
      Product.Operand bShape = product.b(k, n);
      Matrix a = given.random(aShape.rows(), aShape.columns());
      Matrix b = given.random(bShape.rows(), bShape.columns());
      Matrix c = given.random(m, n);
      float[] start = c.toArray();
      product.run(kernels, c, a, b, true);
      float[] left = product.left(a);
      float[] right = product.right(b);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          double exact = start[i * n + j];
          double gauge = Math.abs(exact);
          for (int p = 0; p < k; p++) {
            double term = (double) left[i * k + p] * right[p * n + j];
            exact += term;
            gauge += Math.abs(term);
          }
          double error = Math.abs(c.get(i, j) - exact);
          double gamma = (k + 3) * UNIT / (1 - (k + 3) * UNIT);
          assertTrue(error <= gamma * gauge + (k + 3) * SMALLEST, () -> "error " + error);
          assertTrue(error <= RANDOM_DATA_LIMIT * UNIT * gauge, () -> "error " + error);
        }
      }
    }
  }

  /** Integers whose sums stay below 2^24: the result is exact. */
  @ParameterizedTest
  @EnumSource
  void integersAreExact(Product product) {
    int m = 31;
    int n = 33;
    int k = 4096;
    Given given = new Given(1, 4 << 20);
    Product.Operand aShape = product.a(m, k);
    Product.Operand bShape = product.b(k, n);
    Matrix a = given.integers(aShape.rows(), aShape.columns(), 64);
    Matrix b = given.integers(bShape.rows(), bShape.columns(), 64);
    Matrix c = given.unset(m, n);
    product.run(kernels, c, a, b, false);
    float[] left = product.left(a);
    float[] right = product.right(b);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        long exact = 0;
        for (int p = 0; p < k; p++) {
          exact += (long) left[i * k + p] * (long) right[p * n + j];
        }
        assertEquals((float) exact, c.get(i, j));
      }
    }
  }

  /** A single 1 at (i, p) copies row p of B to row i of C, from wherever it stands. */
  @ParameterizedTest
  @EnumSource
  void oneHotCopiesARow(Product product) {
    int m = 5;
    int n = 7;
    int k = 6;
    Given given = new Given(2);
    for (int i = 0; i < m; i++) {
      for (int p = 0; p < k; p++) {
        given.reset();
        Product.Operand aShape = product.a(m, k);
        Product.Operand bShape = product.b(k, n);
        Matrix a = given.filled(aShape.rows(), aShape.columns(), new float[m * k]);
        a.set(product == Product.TRANS_A ? p : i, product == Product.TRANS_A ? i : p, 1f);
        Matrix b = given.random(bShape.rows(), bShape.columns());
        Matrix c = given.unset(m, n);
        product.run(kernels, c, a, b, false);
        float[] expected = new float[m * n];
        for (int j = 0; j < n; j++) {
          expected[i * n + j] = product == Product.TRANS_B ? b.get(j, p) : b.get(p, j);
        }
        Given.assertBits(expected, c);
      }
    }
  }

  /** A product worked out by hand. */
  @ParameterizedTest
  @EnumSource
  void twoByTwo(Product product) {
    Given given = new Given(3);
    Matrix a = given.filled(2, 2, 1, 2, 3, 4);
    Matrix b = given.filled(2, 2, 1, 0, 1, 1);
    Matrix c = given.unset(2, 2);
    product.run(kernels, c, a, b, false);
    float[] expected =
        switch (product) {
          case PLAIN -> new float[] {3, 2, 7, 4};
          case TRANS_A -> new float[] {4, 3, 6, 4};
          case TRANS_B -> new float[] {1, 3, 3, 7};
        };
    Given.assertBits(expected, c);
  }

  /** C t against C0 t + A (B t) for a random t: big shapes at the cost of small ones. */
  @EveryWidth
  void bigProductsAgainstARandomVector(Kernels backend) {
    int[][] shapes = {{700, 650, 900}, {200, 500, 3072}, {3072, 100, 100}, {509, 251, 1021}};
    Given given = new Given(4, 32 << 20);
    for (Product product : Product.values()) {
      for (int[] shape : shapes) {
        given.reset();
        againstARandomVector(backend, product, given, shape[0], shape[1], shape[2]);
      }
    }
  }

  private static void againstARandomVector(
      Kernels backend, Product product, Given given, int m, int n, int k) {
    Product.Operand aShape = product.a(m, k);
    Product.Operand bShape = product.b(k, n);
    Matrix a = given.random(aShape.rows(), aShape.columns());
    Matrix b = given.random(bShape.rows(), bShape.columns());
    Matrix c = given.random(m, n);
    float[] direction = given.random(1, n).toArray();
    double[] t = new double[n];
    for (int j = 0; j < n; j++) {
      t[j] = direction[j];
    }
    double[] expected = times(c.toArray(), t, false);
    double[] gauge = times(c.toArray(), t, true);
    product.run(backend, c, a, b, true);
    double[] sums = times(product.left(a), times(product.right(b), t, false), false);
    double[] sumsGauge = times(product.left(a), times(product.right(b), t, true), true);
    double[] actual = times(c.toArray(), t, false);
    double worst = 0;
    double scale = 0;
    for (int i = 0; i < m; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - expected[i] - sums[i]));
      scale = Math.max(scale, gauge[i] + sumsGauge[i]);
    }
    assertTrue(worst <= RANDOM_DATA_LIMIT * UNIT * scale, product + " residual " + worst);
  }

  /** The product of a matrix with {@code vector}, or of the absolute values of their elements. */
  private static double[] times(float[] values, double[] vector, boolean absolute) {
    double[] product = new double[values.length / vector.length];
    for (int i = 0; i < values.length; i++) {
      int j = i % vector.length;
      product[i / vector.length] +=
          absolute ? Math.abs(values[i]) * Math.abs(vector[j]) : values[i] * vector[j];
    }
    return product;
  }
}
