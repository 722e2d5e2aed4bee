package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The last rows or columns of matrices with 2^31 - 1 of them, where an index that steps past the
 * end is negative. The matrices lie in a sparse file, of which those ends are touched only.
 */
public final class FarEndCases implements Runnable {

  private static final int MOST = Integer.MAX_VALUE;
  private static final int K = 3;
  private static final long GIBIBYTE = 1L << 30;

  // More than two blocks of columns, and not a multiple of any vector, tile or block.
  private static final int WINDOW = 2 * 2048 + 77;

  private MemorySegment file = MemorySegment.NULL;

  /** For the test that loads this class. */
  public FarEndCases() {}

  @Override
  public void run() {
    try (Arena arena = Arena.ofShared()) {
      Path path = Files.createTempFile("far-end", ".sparse");
      Files.delete(path);
      try (FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.SPARSE,
              StandardOpenOption.DELETE_ON_CLOSE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        file = channel.map(MapMode.READ_WRITE, 0, 40 * GIBIBYTE, arena);
        for (boolean accumulate : new boolean[] {false, true}) {
          lastColumns(false, accumulate);
          lastColumns(true, accumulate);
          lastRows(false, accumulate);
          lastRows(true, accumulate);
        }
        lastRowsOfAnElementwiseOperation();
        lastValuesOfABatch();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A matrix at some place of the file; rows of 2^31 - 1 floats are 8 GiB. */
  private Matrix at(long gibibytes, int rows, int columns) {
    return Matrix.of(file.asSlice(gibibytes * GIBIBYTE), rows, columns, columns);
  }

  private static float value(int i, int j) {
    return (i * 31 + j) % 1009 / 64f;
  }

  private static void fill(Matrix x, int fromRow, int fromColumn) {
    for (int i = fromRow; i < x.rows(); i++) {
      for (int j = fromColumn; j < x.columns(); j++) {
        Elementwise.set(x, x.rowOffset(i) + ((long) j << 2), value(i, j));
      }
    }
  }

  /** C is one row. */
  private void lastColumns(boolean transB, boolean accumulate) {
    int from = MOST - WINDOW;
    Matrix c = at(0, 1, MOST);
    Matrix a = at(8, 1, K);
    Matrix b = transB ? at(9, MOST, K) : at(9, K, MOST);
    fill(a, 0, 0);
    fill(b, transB ? from : 0, transB ? 0 : from);
    fill(c, 0, from - 1);
    new BlockedGemm(BlockSizes.OF_CACHES)
        .multiply(new GemmProblem(c, a, false, b, transB, accumulate), 0, 1, from, MOST);
    assertEquals(value(0, from - 1), c.get(0, from - 1));
    for (int j = from; j < MOST; j++) {
      float sum = accumulate ? value(0, j) : 0f;
      for (int p = 0; p < K; p++) {
        sum = Math.fma(value(0, p), transB ? value(j, p) : value(p, j), sum);
      }
      assertEquals(sum, c.get(0, j));
    }
  }

  /** C is one column. */
  private void lastRows(boolean transA, boolean accumulate) {
    int from = MOST - WINDOW;
    Matrix c = at(0, MOST, 1);
    Matrix a = transA ? at(9, K, MOST) : at(9, MOST, K);
    Matrix b = at(8, K, 1);
    fill(a, transA ? 0 : from, transA ? from : 0);
    fill(b, 0, 0);
    fill(c, from - 1, 0);
    GemmProblem product = new GemmProblem(c, a, transA, b, false, accumulate);
    new GemmWorkspace()
        .multiply(product, new ThreadGrid(MOST, 1, MOST / WINDOW, 1), MOST / WINDOW - 1);
    for (int i = from + WINDOW / 2; i < MOST; i++) {
      float sum = accumulate ? value(i, 0) : 0f;
      for (int p = 0; p < K; p++) {
        sum = Math.fma(transA ? value(p, i) : value(i, p), value(p, 0), sum);
      }
      assertEquals(sum, c.get(i, 0));
    }
  }

  private void lastRowsOfAnElementwiseOperation() {
    Matrix y = at(0, MOST, 1);
    Matrix x = at(9, MOST, 1);
    fill(y, MOST - WINDOW, 0);
    fill(x, MOST - WINDOW, 0);
    Elementwise.addScaled(y, 2f, x, MOST - WINDOW, MOST);
    for (int i = MOST - WINDOW; i < MOST; i++) {
      assertEquals(3 * value(i, 0), y.get(i, 0));
    }
  }

  private void lastValuesOfABatch() {
    Matrix mean = at(0, 1, MOST);
    Matrix inverse = at(8, 1, MOST);
    Pixels pixels = Pixels.of(file.asSlice(16 * GIBIBYTE, MOST), 1, MOST);
    Matrix floats = at(18, 1, MOST);
    fill(mean, 0, MOST - WINDOW);
    fill(inverse, 0, MOST - WINDOW);
    fill(floats, 0, MOST - WINDOW);
    for (int j = MOST - WINDOW; j < MOST; j++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, j, (byte) (j * 7));
    }
    Normalization normalization = new Normalization(Normalization.Kind.STANDARDIZE, mean, inverse);
    for (Samples samples : new Samples[] {pixels, floats}) {
      float[] values = new float[WINDOW];
      Gather.values(values, 0, Batch.all(samples, normalization), 0, MOST - WINDOW, MOST);
      for (int j = MOST - WINDOW; j < MOST; j++) {
        float raw = samples == pixels ? pixels.get(0, j) : value(0, j);
        assertEquals((raw - value(0, j)) * value(0, j), values[j - (MOST - WINDOW)]);
      }
    }
  }
}
