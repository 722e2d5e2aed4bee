package dev.lanewise.bench;

import dev.lanewise.bench.ProductShape.Form;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.SplittableRandom;

/**
 * The matrices of one product, the same memory layout for every library: rows padded to whole cache
 * lines, never a multiple of 4 KiB apart.
 */
public final class Operands {

  private static final int SEED = 20;
  private static final int PROBES = 4;
  private static final int LARGEST_INTEGER = 4;

  private final ProductShape shape;
  private final Matrix a; // (m, k), or (k, m) if A is transposed
  private final Matrix b; // (k, n), or (n, k) if B is transposed
  private final Matrix c; // (m, n)

  /** Operands filled with numbers uniform in -1 … 1; C is zero. */
  public Operands(ProductShape shape, Workspace workspace) {
    this.shape = shape;
    int m = shape.m();
    int n = shape.n();
    int k = shape.k();
    a = shape.form() == Form.TRANS_A ? workspace.matrix(k, m) : workspace.matrix(m, k);
    b = shape.form() == Form.TRANS_B ? workspace.matrix(n, k) : workspace.matrix(k, n);
    c = workspace.matrix(m, n);
    fillUniform();
  }

  /** The product they are for. */
  public ProductShape shape() {
    return shape;
  }

  /** A: (m, k), or (k, m) if the shape transposes it. */
  public Matrix a() {
    return a;
  }

  /** B: (k, n), or (n, k) if the shape transposes it. */
  public Matrix b() {
    return b;
  }

  /** C: (m, n). */
  public Matrix c() {
    return c;
  }

  /** Numbers uniform in -1 … 1. Modified: A, B. */
  public void fillUniform() {
    SplittableRandom random = new SplittableRandom(SEED);
    fill(a, () -> (float) random.nextDouble(-1, 1));
    fill(b, () -> (float) random.nextDouble(-1, 1));
  }

  /**
   * Integers -4 … 4: every partial sum of a product with k up to 2^20 is then exact in float32, so
   * that all libraries agree to the bit whatever their order of summation. Modified: A, B.
   */
  public void fillIntegers() {
    SplittableRandom random = new SplittableRandom(SEED);
    fill(a, () -> random.nextInt(-LARGEST_INTEGER, LARGEST_INTEGER + 1));
    fill(b, () -> random.nextInt(-LARGEST_INTEGER, LARGEST_INTEGER + 1));
    c.fill(Float.NaN);
  }

  private interface Source {
    float next();
  }

  private static void fill(Matrix matrix, Source source) {
    float[] row = new float[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < row.length; j++) {
        row[j] = source.next();
      }
      matrix.slice(i, i + 1).copyFrom(row);
    }
  }

  /**
   * Whether C is the exact product of operands from {@link #fillIntegers}: Freivalds' check, C · x
   * against A · (B · x) for a few random integer vectors x, in doubles that are exact too.
   */
  public boolean productIsExact() {
    SplittableRandom random = new SplittableRandom(SEED + 1);
    for (int probe = 0; probe < PROBES; probe++) {
      double[] x = new double[shape.n()];
      for (int j = 0; j < x.length; j++) {
        x[j] = random.nextInt(-8, 9);
      }
      double[] bx = times(b, shape.form() == Form.TRANS_B, x, shape.k());
      double[] expected = times(a, shape.form() == Form.TRANS_A, bx, shape.m());
      double[] actual = times(c, false, x, shape.m());
      for (int i = 0; i < expected.length; i++) {
        if (actual[i] != expected[i]) {
          return false;
        }
      }
    }
    return true;
  }

  /** {@code op(matrix) · x}, of {@code size} elements. */
  private static double[] times(Matrix matrix, boolean transposed, double[] x, int size) {
    double[] out = new double[size];
    for (int i = 0; i < matrix.rows(); i++) {
      float[] row = matrix.slice(i, i + 1).toArray();
      for (int j = 0; j < row.length; j++) {
        if (transposed) {
          out[j] += row[j] * x[i];
        } else {
          out[i] += row[j] * x[j];
        }
      }
    }
    return out;
  }
}
