package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * The blocked matrix product: the one loop behind matmul, matmulTransA and matmulTransB. Blocks of
 * C are computed in packed tiles over all of k and then written out, so no element leaves the chain
 * of its fma. Threads take rows or columns of C, never parts of k.
 */
final class Product {

  // Packed A (MC x KC) and B (KC x NC) stay in the second-level cache. Not tuned yet.
  private static final int MC = Math.max(1, 120 / Tile.MR) * Tile.MR;
  private static final int KC = 256;
  private static final int NC = Math.max(1, 288 / Tile.NR) * Tile.NR;
  private static final long FLOPS_WORTH_A_THREAD = 1L << 20;

  private final Parallel parallel;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /** Packed panels and tiles of one thread. */
  private static final class Scratch {
    final float[] a = new float[MC * KC];
    final float[] b = new float[KC * NC];
    final float[] c = new float[MC * NC];
  }

  /** An operand of the product and whether its transpose is meant. */
  record Operand(Matrix matrix, boolean transposed) {}

  Product(Parallel parallel) {
    this.parallel = parallel;
  }

  /** {@code C = A · B} or {@code C += A · B} with A (m, k) and B (k, n) after transposition. */
  void multiply(Matrix c, Operand a, Operand b, int k, boolean accumulate) {
    int m = c.rows();
    int n = c.columns();
    boolean small = 2L * m * n * k < FLOPS_WORTH_A_THREAD;
    if (Math.ceilDiv(m, Tile.MR) >= Math.ceilDiv(n, Tile.NR)) {
      int grain = small ? Math.max(1, m) : Tile.MR;
      parallel.forEach(m, grain, (from, to) -> region(c, a, b, k, accumulate, from, to, 0, n));
    } else {
      int grain = small ? Math.max(1, n) : Tile.NR;
      parallel.forEach(n, grain, (from, to) -> region(c, a, b, k, accumulate, 0, m, from, to));
    }
  }

  private void region(
      Matrix c, Operand a, Operand b, int k, boolean accumulate, int i0, int i1, int j0, int j1) {
    Scratch s = scratch.get();
    for (int j = j0; j < j1; j += NC) {
      int columns = Math.min(NC, j1 - j);
      for (int i = i0; i < i1; i += MC) {
        int rows = Math.min(MC, i1 - i);
        block(s, c, a, b, k, accumulate, i, rows, j, columns);
      }
    }
  }

  private static void block(
      Scratch s,
      Matrix c,
      Operand a,
      Operand b,
      int k,
      boolean accumulate,
      int i,
      int rows,
      int j,
      int columns) {
    if (accumulate) {
      Tiles.load(s.c, c, i, rows, j, columns);
    } else {
      Arrays.fill(s.c, 0f);
    }
    for (int p = 0; p < k; p += KC) {
      int depth = Math.min(KC, k - p);
      if (b.transposed()) {
        Packing.alongColumns(s.b, Tile.NR, b.matrix(), p, depth, j, columns);
      } else {
        Packing.alongRows(s.b, Tile.NR, b.matrix(), p, depth, j, columns);
      }
      if (a.transposed()) {
        Packing.alongRows(s.a, Tile.MR, a.matrix(), p, depth, i, rows);
      } else {
        Packing.alongColumns(s.a, Tile.MR, a.matrix(), p, depth, i, rows);
      }
      tiles(s, depth, rows, columns);
    }
    Tiles.store(s.c, c, i, rows, j, columns);
  }

  private static void tiles(Scratch s, int depth, int rows, int columns) {
    int cAt = 0;
    for (int j = 0; j < columns; j += Tile.NR) {
      for (int i = 0; i < rows; i += Tile.MR) {
        Tile.multiply(depth, s.a, i * depth, s.b, j * depth, s.c, cAt);
        cAt += Tile.MR * Tile.NR;
      }
    }
  }
}
