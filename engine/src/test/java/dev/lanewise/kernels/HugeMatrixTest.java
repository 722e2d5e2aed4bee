package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Offsets past 2^31 floats and 2^32 bytes, on a sparse file of which a few pages are touched. */
class HugeMatrixTest {

  private static final long STRIDE = 1L << 30;
  private static final int ROOM = 1_000; // columns of A, B and C, which lie side by side
  private static final long FILE_BYTES = 17L << 30;

  @TempDir private static Path folder;
  private static Arena arena;
  private static MemorySegment file;

  @BeforeAll
  static void map() throws IOException {
    arena = Arena.ofShared();
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("sparse"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file = channel.map(MapMode.READ_WRITE, 0, FILE_BYTES, arena);
    }
  }

  @AfterAll
  static void unmap() {
    arena.close();
  }

  /** A matrix whose rows lie {@code stride} floats apart, holding the values of {@code values}. */
  private static Matrix spread(int column, Matrix values, long stride) {
    MemorySegment start = file.asSlice((long) column * Float.BYTES);
    Matrix matrix = Matrix.of(start, values.rows(), values.columns(), stride);
    matrix.copyFrom(values);
    return matrix;
  }

  /** A where it lies and packed; B packed; ten columns and two blocks of k. All rows far apart. */
  @EveryBackend
  void products(Kernels kernels) {
    check(kernels, 3, 5, 4);
    check(kernels, 4, 35, 3);
    check(kernels, 131, 35, 131);
    check(kernels, 33, 10, 600);
  }

  private static void check(Kernels kernels, int m, int n, int k) {
    long stride = (FILE_BYTES / Float.BYTES - 3 * ROOM) / Math.max(m, Math.max(n, k));
    Given given = new Given(1);
    for (Product product : Product.values()) {
      for (boolean accumulate : new boolean[] {false, true}) {
        given.reset();
        Product.Operand aShape = product.a(m, k);
        Product.Operand bShape = product.b(k, n);
        Matrix a = given.random(aShape.rows(), aShape.columns());
        Matrix b = given.random(bShape.rows(), bShape.columns());
        Matrix c = given.random(m, n);
        float[] start = accumulate ? c.toArray() : new float[m * n];
        float[] expected = Product.chain(start, product.left(a), product.right(b), m, n, k);
        Matrix spreadC = spread(2 * ROOM, c, stride);
        Matrix spreadB = spread(ROOM, b, stride);
        product.run(kernels, spreadC, spread(0, a, stride), spreadB, accumulate);
        Given.assertBits(expected, spreadC);
      }
    }
  }

  @EveryBackend
  void elementwise(Kernels kernels) {
    Given given = new Given(2);
    Matrix w = given.random(4, 19);
    Matrix gradient = given.random(4, 19);
    Matrix spreadW = spread(0, w, STRIDE);
    Matrix spreadGradient = spread(100, gradient, STRIDE);
    Updates.sgd(kernels, w, gradient, 0.5f);
    Updates.sgd(kernels, spreadW, spreadGradient, 0.5f);
    Given.assertBits(w.toArray(), spreadW);
  }
}
