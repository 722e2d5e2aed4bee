package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.Tile.Layout;
import dev.lanewise.memory.Matrix;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * The blocked matrix product: the one loop behind matmul, matmulTransA and matmulTransB, after Goto
 * and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008). Threads take
 * rectangles of C, never parts of k, and blocks of k follow each other in ascending order, so every
 * element is one chain of fma.
 */
final class Product {

  private static final int KC = Tile.KC;

  // Rows of A packed at a time: 240 rows of 272 floats are 255 KB of the second-level cache.
  private static final int MC = 240;

  // Columns of B packed at a time: 1 MB at most, read panel by panel.
  private static final int NC = 1024 / Tile.NR * Tile.NR;

  private final Parallel parallel;
  private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);

  /** Packed operands and the tile of one thread. */
  private static final class Scratch {
    final float[] a = new float[(MC + Tile.HIGH) * Tile.ROW];
    final float[] b = new float[KC * NC + Lanes.COUNT];
    final float[] c = new float[Tile.HIGH * Tile.NR];
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
    if (m == 0 || n == 0) {
      return;
    }
    Grid grid = Grid.of(m, n, k, parallel.threads());
    parallel.forEach(
        grid.pieces(),
        1,
        (from, to) -> {
          for (int piece = from; piece < to; piece++) {
            new Rectangle(c, a, b, k, accumulate, scratch.get())
                .compute(
                    grid.rowFrom(piece),
                    grid.rowTo(piece),
                    grid.columnFrom(piece),
                    grid.columnTo(piece));
          }
        });
  }

  /** The part of a product that one thread computes, block by block. */
  private record Rectangle(
      Matrix c, Operand a, Operand b, int k, boolean accumulate, Scratch scratch) {

    void compute(int i0, int i1, int j0, int j1) {
      for (int j = j0; j < j1; j += NC) {
        Panels columns = Panels.ofColumns(Math.min(NC, j1 - j));
        int p = 0;
        do { // once for k = 0: C becomes zero, or stays as it is
          int depth = Math.min(KC, k - p);
          packB(columns, p, depth, j);
          int blocks = Math.ceilDiv(i1 - i0, MC);
          for (int block = 0; block < blocks; block++) {
            int i = blockBoundary(i0, i1, block, blocks);
            Panels rows = Panels.ofRows(blockBoundary(i0, i1, block + 1, blocks) - i);
            packA(rows, p, depth, i);
            boolean fresh = p == 0 && !accumulate;
            tiles(rows, columns, depth, fresh, i, j);
          }
          p += KC;
        } while (p < k);
      }
    }

    /** Blocks of nearly equal height, each but the last of an even number of rows. */
    private static int blockBoundary(int i0, int i1, int block, int blocks) {
      return block == blocks ? i1 : i0 + (int) ((long) (i1 - i0) * block / blocks / 2 * 2);
    }

    private void packB(Panels columns, int p, int depth, int j) {
      if (b.transposed()) {
        Packing.transposed(scratch.b, columns, b.matrix(), j, p, depth);
      } else {
        Packing.columns(scratch.b, columns, b.matrix(), p, j, depth);
      }
    }

    private void packA(Panels rows, int p, int depth, int i) {
      if (a.transposed()) {
        Packing.columns(scratch.a, rows, a.matrix(), p, i, depth);
      } else {
        Packing.rows(scratch.a, rows, a.matrix(), i, p, depth);
      }
    }

    /** All tiles of a block: a panel of B stays in the first-level cache while A passes. */
    private void tiles(Panels rows, Panels columns, int depth, boolean fresh, int i, int j) {
      Layout layout = a.transposed() ? Layout.K_MAJOR : Layout.ROW_MAJOR;
      int aStep = a.transposed() ? depth : Tile.ROW;
      for (int tj = 0; tj < columns.count(); tj++) {
        int width = columns.width(tj);
        int validColumns = columns.valid(tj);
        int bAt = columns.start(tj) * depth;
        for (int ti = 0; ti < rows.count(); ti++) {
          int height = rows.width(ti);
          int validRows = rows.valid(ti);
          long at = c.rowOffset(i + rows.start(ti)) + ((long) (j + columns.start(tj)) << 2);
          if (fresh) {
            Arrays.fill(scratch.c, 0, height * width, 0f);
          } else {
            Tiles.load(scratch.c, width, c, at, validRows, validColumns);
          }
          int aAt = rows.start(ti) * aStep;
          Tile.multiply(height, width, layout, depth, scratch.a, aAt, scratch.b, bAt, scratch.c);
          Tiles.store(scratch.c, width, c, at, validRows, validColumns);
        }
      }
    }
  }
}
