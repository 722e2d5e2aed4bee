package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;
import java.util.Random;

/**
 * Blocks of any size give the bits of one chain of fma for each element. Small blocks meet all
 * borders that those of a real machine meet with matrices of many megabytes only.
 */
public final class BlockedGemmCases implements Runnable {

  private static final int L = Lanes.COUNT;

  private static final List<BlockSizes> SIZES =
      List.of(
          new BlockSizes(1, 5, 3 * L, 1, 5 * L),
          new BlockSizes(7, 30, 4 * L, 2, 40 * L),
          new BlockSizes(16, 13, 6 * L + 1, 1, 1 << 16),
          new BlockSizes(MicroKernel.KC, 24, 2 * L, 3, 8 * L),
          BlockSizes.OF_CACHES);

  private static final int[][] SHAPES = {
    {1, 1, 2},
    {3, 2 * L, 1},
    {61, 3 * L + 1, 0},
    {67, 8 * L - 1, 15},
    {150, 7 * L, 33},
    {25, 5 * L + 3, 600}
  };

  /** For the test that loads this class. */
  public BlockedGemmCases() {}

  @Override
  public void run() {
    for (BlockSizes sizes : SIZES) {
      BlockedGemm rectangle = new BlockedGemm(sizes); // one for all products, as each thread has
      for (int[] shape : SHAPES) {
        for (int kind = 0; kind < 6; kind++) {
          check(sizes, rectangle, shape, kind % 3 == 1, kind % 3 == 2, kind >= 3);
        }
      }
    }
  }

  private static void check(
      BlockSizes sizes,
      BlockedGemm rectangle,
      int[] shape,
      boolean transA,
      boolean transB,
      boolean accumulate) {
    int m = shape[0];
    int n = shape[1];
    int k = shape[2];
    String what = "%s: %d x %d x %d".formatted(sizes, m, n, k);
    try (Workspace workspace = new Workspace()) {
      Random random = new Random(m);
      Matrix a = random(workspace, random, transA ? k : m, transA ? m : k);
      Matrix b = random(workspace, random, transB ? n : k, transB ? k : n);
      Matrix c = random(workspace, random, m, n);
      float[] expected = new float[m * n];
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          float sum = accumulate ? c.get(i, j) : 0;
          for (int p = 0; p < k; p++) {
            float left = transA ? a.get(p, i) : a.get(i, p);
            sum = Math.fma(left, transB ? b.get(j, p) : b.get(p, j), sum);
          }
          expected[i * n + j] = sum;
        }
      }
      rectangle.multiply(new GemmProblem(c, a, transA, b, transB, accumulate), 0, m, 0, n);
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          int bits = Float.floatToRawIntBits(c.get(i, j));
          assertEquals(Float.floatToRawIntBits(expected[i * n + j]), bits, what);
        }
      }
    }
  }

  private static Matrix random(Workspace workspace, Random random, int rows, int columns) {
    Matrix x = workspace.matrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.set(i, j, random.nextFloat() - 0.5f);
      }
    }
    return x;
  }
}
