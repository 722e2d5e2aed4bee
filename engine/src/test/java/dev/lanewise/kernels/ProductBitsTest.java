package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import java.util.Arrays;

/** Every backend gives the bits of the specified chain, for any shape and any place in memory. */
class ProductBitsTest {

  private static final int[] SIZES = {0, 1, 2, 3, 7, 31};
  private static final int[] PADDINGS = {0, 1, 5, 16};
  private static final int KC = 512;
  private static final int OFFSETS = 16; // of 4 bytes each, in a 64-byte line

  /** Runs all three products, overwriting and accumulating; padding and offset vary by case. */
  private static void check(Kernels kernels, Given given, int m, int n, int k) {
    forEachForm((product, accumulate) -> {
      given.reset();
      Product.Operand aShape = product.a(m, k);
      Product.Operand bShape = product.b(k, n);
      Matrix a = somewhere(given).random(aShape.rows(), aShape.columns());
      Matrix b = somewhere(given).random(bShape.rows(), bShape.columns());
      Matrix c = accumulate ? somewhere(given).random(m, n) : somewhere(given).unset(m, n);
      check(kernels, given, product, c, a, b, accumulate);
    });
  }

  private interface Form {
    void test(Product product, boolean accumulate);
  }

  private static void forEachForm(Form form) {
    for (Product product : Product.values()) {
      form.test(product, false);
      form.test(product, true);
    }
  }

  /** C gets the bits of the chains, and nothing else is written. */
  private static void check(
      Kernels kernels,
      Given given,
      Product product,
      Matrix c,
      Matrix a,
      Matrix b,
      boolean accumulate) {
    int k = product == Product.TRANS_A ? a.rows() : a.columns();
    float[] start = accumulate ? c.toArray() : new float[c.rows() * c.columns()];
    float[] expected =
        Product.chain(start, product.left(a), product.right(b), c.rows(), c.columns(), k);
    given.watch();

    product.run(kernels, c, a, b, accumulate);

    Given.assertBits(expected, c);
    given.assertOnlyWritten(c);
  }

  private static Given somewhere(Given given) {
    return given.layout(PADDINGS[given.below(PADDINGS.length)], 4 * given.below(OFFSETS));
  }

  @EveryBackend
  void smallShapes(Kernels kernels) {
    Given given = new Given(1);
    for (int m : SIZES) {
      for (int n : SIZES) {
        for (int k : SIZES) {
          check(kernels, given, m, n, k);
        }
      }
    }
  }

  @EveryWidth
  void aroundLanesAndTiles(Kernels kernels) {
    Given given = new Given(2);
    int lanes = Math.max(4, kernels.vectorBits() / Float.SIZE);
    int[] widths = {
      lanes - 1,
      lanes,
      lanes + 1,
      2 * lanes - 1,
      2 * lanes,
      2 * lanes + 1,
      2 * lanes + 3,
      3 * lanes - 1,
      3 * lanes,
      3 * lanes + 1
    };
    for (int m : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 25}) {
      for (int n : widths) {
        check(kernels, given, m, n, 1 + given.below(2 * lanes + 3));
        check(kernels, given, n, m, 1 + given.below(2 * lanes + 3));
        check(kernels, given, m, n, n);
      }
    }
  }

  @EveryWidth
  void aroundBlocks(Kernels kernels) {
    Given given = new Given(3, 8 << 20);
    for (int k : new int[] {KC - 1, KC, KC + 1, 2 * KC, 2 * KC + 1}) {
      check(kernels, given, 11, 33, k);
      check(kernels, given, 4, 49, k);
    }
    for (int m : new int[] {127, 128, 129, 255, 256, 257, KC, KC + 1}) {
      check(kernels, given, m, 5, 7);
      check(kernels, given, m, 35, 7);
    }
    check(kernels, given, 257, 33, KC + 1);
    for (int n : new int[] {255, 256, 257, 511, 513, 2047, 2048, 2049}) {
      check(kernels, given, 5, n, 6);
      check(kernels, given, 130, n, 6);
    }
    check(kernels, given, 129, 289, KC + 1);
  }

  /** The first and last layer of a net with 3072 inputs and 10 classes, batches of 100. */
  @EveryWidth
  void realShapes(Kernels kernels) {
    Given given = new Given(4, 16 << 20);
    check(kernels, given, 100, 100, 3072);
    check(kernels, given, 100, 10, 100);
  }

  /** Shapes large enough for the threads to share, by rows or by columns. */
  @EveryBackend
  void sharedByThreads(Kernels kernels) {
    Given given = new Given(5, 8 << 20);
    check(kernels, given, 100, 50, 257);
    check(kernels, given, 1031, 20, 33);
    check(kernels, given, 37, 700, 64);
    check(kernels, given, 1, 3072, 200);
    check(kernels, given, 2000, 1, 300);
  }

  /** Also of 10 columns, and of rows enough for B to be packed. */
  @EveryWidth
  void everyOffsetFromALine(Kernels kernels) {
    Given given = new Given(5);
    for (int offset = 0; offset < 64; offset += 4) {
      given.layout(3, offset);
      for (int[] shape : new int[][] {{11, 51, 19}, {37, 10, 9}, {131, 35, 7}}) {
        forEachForm((product, accumulate) -> {
          given.reset();
          Product.Operand aShape = product.a(shape[0], shape[2]);
          Product.Operand bShape = product.b(shape[2], shape[1]);
          Matrix a = given.random(aShape.rows(), aShape.columns());
          Matrix b = given.random(bShape.rows(), bShape.columns());
          Matrix c =
              accumulate ? given.random(shape[0], shape[1]) : given.unset(shape[0], shape[1]);
          check(kernels, given, product, c, a, b, accumulate);
        });
      }
    }
  }

  @EveryWidth
  void disjointColumnSlicesOfOneMatrix(Kernels kernels) {
    forEachForm((product, accumulate) -> {
      Given given = new Given(6);
      Matrix whole = given.random(41, 128);
      Matrix a = columns(whole, 3, product.a(37, 41));
      Matrix b = columns(whole, 44, product.b(41, 19));
      Matrix c = whole.slice(0, 37).columnSlice(85, 104);
      check(kernels, given, product, c, a, b, accumulate);
    });
  }

  private static Matrix columns(Matrix whole, int from, Product.Operand shape) {
    return whole.slice(0, shape.rows()).columnSlice(from, from + shape.columns());
  }

  /** Zeros are not skipped, NaN and infinities come through, denormals are not flushed. */
  @EveryWidth
  void specialValues(Kernels kernels) {
    Given given = new Given(7);
    for (int round = 0; round < 50; round++) {
      int m = 1 + given.below(40);
      int n = 1 + given.below(50);
      int k = 1 + given.below(3);
      forEachForm((product, accumulate) -> {
        given.reset();
        Product.Operand aShape = product.a(m, k);
        Product.Operand bShape = product.b(k, n);
        Matrix a = given.special(aShape.rows(), aShape.columns());
        Matrix b = given.special(bShape.rows(), bShape.columns());
        Matrix c = given.special(m, n);
        check(kernels, given, product, c, a, b, accumulate);
      });
    }
  }

  @EveryWidth
  void zeroTimesInfinityIsNaN(Kernels kernels) {
    for (Product product : Product.values()) {
      for (int n : new int[] {10, 40}) {
        Given given = new Given(8);
        Product.Operand aShape = product.a(35, 2);
        Product.Operand bShape = product.b(2, n);
        Matrix zeros = given.filled(aShape.rows(), aShape.columns(), new float[70]);
        float[] infinite = new float[2 * n];
        Arrays.fill(infinite, Float.POSITIVE_INFINITY);
        Matrix infinities = given.filled(bShape.rows(), bShape.columns(), infinite);
        Matrix c = given.filled(35, n, new float[35 * n]);
        product.run(kernels, c, zeros, infinities, false);
        float[] expected = new float[35 * n];
        Arrays.fill(expected, Float.NaN);
        Given.assertBits(expected, c);
      }
    }
  }

  /** No products: an overwritten C is +0, an accumulated one stays as it is, -0 and NaN too. */
  @EveryWidth
  void innerDimensionZero(Kernels kernels) {
    Given given = new Given(9);
    for (Product product : Product.values()) {
      Product.Operand a = product.a(11, 0);
      Product.Operand b = product.b(0, 37);
      Matrix c = given.special(11, 37);
      float[] old = c.toArray();
      product.run(
          kernels, c, given.unset(a.rows(), a.columns()), given.unset(b.rows(), b.columns()), true);
      Given.assertBits(old, c);
      product.run(
          kernels,
          c,
          given.unset(a.rows(), a.columns()),
          given.unset(b.rows(), b.columns()),
          false);
      Given.assertBits(new float[11 * 37], c);
    }
  }
}
