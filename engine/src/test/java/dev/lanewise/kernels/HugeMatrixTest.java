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
  private static final long FILE_BYTES = 17L << 30;
  private static final int M = 3;
  private static final int N = 5;
  private static final int K = 4;

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

  /** A matrix whose rows lie 4 GiB apart, holding the values of {@code values}. */
  private static Matrix spread(int column, Matrix values) {
    MemorySegment start = file.asSlice((long) column * Float.BYTES);
    Matrix matrix = Matrix.of(start, values.rows(), values.columns(), STRIDE);
    matrix.copyFrom(values);
    return matrix;
  }

  @EveryBackend
  void products(Kernels kernels) {
    for (Product product : Product.values()) {
      Given given = new Given(1);
      Product.Operand aShape = product.a(M, K);
      Product.Operand bShape = product.b(K, N);
      Matrix a = given.random(aShape.rows(), aShape.columns());
      Matrix b = given.random(bShape.rows(), bShape.columns());
      Matrix c = given.random(M, N);
      float[] expected = Product.chain(c.toArray(), product.left(a), product.right(b), M, N, K);
      Matrix spreadC = spread(200, c);
      product.run(kernels, spreadC, spread(0, a), spread(100, b), true);
      Given.assertBits(expected, spreadC);
    }
  }

  @EveryBackend
  void elementwise(Kernels kernels) {
    Given given = new Given(2);
    Matrix w = given.random(4, 19);
    Matrix gradient = given.random(4, 19);
    Matrix spreadW = spread(0, w);
    Matrix spreadGradient = spread(100, gradient);
    kernels.sgd(w, gradient, 0.5f);
    kernels.sgd(spreadW, spreadGradient, 0.5f);
    Given.assertBits(w.toArray(), spreadW);
  }
}
