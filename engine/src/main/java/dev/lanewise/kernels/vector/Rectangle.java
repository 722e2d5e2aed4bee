package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.TileShape.Output;

/**
 * A rectangle of a product, computed by one thread in blocks that fit the caches, after Goto and
 * van de Geijn ("Anatomy of high-performance matrix multiplication", 2008). Blocks of k follow each
 * other in ascending order, so every element is one chain of fma. A thread uses its rectangle again
 * for each product: packed operands stay allocated.
 */
final class Rectangle {

  private static final int KC = Tile.KC;

  // Packed at a time: A fills a quarter of the second-level cache, B an eighth of the third.
  private static final int MC = Math.clamp(Caches.L2 / 4 / (KC * 4), 5 * Tile.MR, KC);
  private static final int NC = Math.clamp(Caches.L3 / 8 / (KC * 4), 256, 2048);

  // Panels of B that the rows of A meet one after the other: half of the second-level cache.
  private static final int GROUP = Math.clamp(Caches.L2 / 2 / (KC * 8L * Lanes.COUNT), 1, 16);

  // Below, packing would not pay: tiles read A or B where it lies.
  private static final int COLUMNS_WORTH_PACKING_A = Lanes.COUNT + 1;
  private static final int ROWS_WORTH_PACKING_B = 128;

  private final LeftOperand a = new LeftOperand();
  private final RightOperand b = new RightOperand();
  private final TileOfC c = new TileOfC();
  private final Panels rows = new Panels();
  private final Panels columns = new Panels();

  /** Computes rows {@code i0} to {@code i1} and columns {@code j0} to {@code j1} of C. */
  void multiply(Product product, int i0, int i1, int j0, int j1) {
    a.set(product.a(), product.transA(), j1 - j0 >= COLUMNS_WORTH_PACKING_A);
    b.set(product.b(), product.transB(), i1 - i0 >= ROWS_WORTH_PACKING_B);
    c.set(product.c());
    int mr = product.transA() ? Tile.MR_TRANSPOSED : Tile.MR;
    int blocks = blocks(product, i1 - i0);
    int width;
    for (int j = j0; j < j1; j += width) {
      width = Math.min(NC, j1 - j);
      columns.divideColumns(width, Tile.vectors(Math.min(i1 - i0, mr)));
      int p = 0;
      do { // once for k = 0: C becomes zero, or stays as it is
        int depth = Math.min(KC, product.k() - p);
        boolean fresh = p == 0 && !product.accumulate();
        b.block(j, columns, p, depth);
        for (int block = 0; block < blocks; block++) {
          int i = i0 + boundary(i1 - i0, block, blocks);
          int end = i0 + boundary(i1 - i0, block + 1, blocks);
          a.block(i, end - i, p, depth);
          rows.divideRows(end - i, mr);
          if (block == 0 && blocks > 1) {
            b.pack(0, columns.count());
          }
          for (int first = 0; first < columns.count(); first += GROUP) {
            int next = Math.min(first + GROUP, columns.count());
            if (blocks == 1) {
              b.pack(first, next);
            }
            tiles(first, next, i, j, depth, fresh);
          }
        }
        p += depth;
      } while (p < product.k());
    }
  }

  /** Blocks of rows; one for up to two blocks' rows, which saves packing all of B beforehand. */
  private static int blocks(Product product, int rows) {
    int height = MC;
    if (product.transA()) { // a flat block may be as wide as its packed rows
      height = Math.min(MC * KC / Math.max(1, Math.min(KC, product.k())), KC);
    }
    return rows <= Math.min(2 * height, KC) ? 1 : Math.ceilDiv(rows, height);
  }

  private static int boundary(int size, int block, int blocks) {
    return (int) ((long) size * block / blocks);
  }

  /**
   * The tiles of a group of panels, row by row: rows of A stay in the first-level cache, the group
   * in the second, and neighbouring tiles of C lie on the same pages.
   */
  private void tiles(int first, int next, int i, int j, int depth, boolean fresh) {
    c.start(i, j, rows, columns, first, next);
    if (!fresh) {
      c.readAhead(0, first);
    }
    int row = 0;
    for (int t = 0; t < rows.count(); t++) {
      int height = rows.width(t);
      Strip aRows = a.from(row);
      for (int panel = first; panel < next; panel++) {
        int width = columns.width(panel);
        int valid = columns.valid(panel);
        Output output = valid == width ? Output.MATRIX : Output.BUFFER;
        Strip place = c.at(i + row, j + columns.start(panel));
        if (!fresh) {
          c.advance();
          c.readAheadAfter(t, panel);
        }
        Tile tile = Tile.of(height, width / Lanes.COUNT, a.layout(), output, fresh);
        tile.multiply(depth, aRows, b.of(panel), place);
        if (output == Output.BUFFER) {
          c.write(height, width, valid);
        }
      }
      row += height;
    }
  }
}
