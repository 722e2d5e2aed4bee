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

  // Packed at a time: A fills half of the second-level cache, B an eighth of the third.
  private static final int MC = Math.clamp(Caches.L2 / 2 / (KC * 4), 5 * Tile.MR, KC);
  private static final int NC = Math.clamp(Caches.L3 / 8 / (KC * 4), 256, 2048);

  // Panels of B that are packed just before their use, where there is only one.
  private static final int GROUP = 8;

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
    int blocks = Math.ceilDiv(i1 - i0, blockHeight(product));
    for (int j = j0; j < j1; j += NC) {
      columns.divideColumns(Math.min(NC, j1 - j), Tile.vectors(Math.min(i1 - i0, mr)));
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
          int group = blocks == 1 ? GROUP : columns.count();
          for (int first = 0; first < columns.count(); first += group) {
            int next = Math.min(first + group, columns.count());
            if (block == 0) {
              b.pack(first, next);
            }
            for (int panel = first; panel < next; panel++) {
              columnOfTiles(panel, i, j, depth, fresh);
            }
          }
        }
        p += KC;
      } while (p < product.k());
    }
  }

  /** A block of A transposed is as wide as its packed rows, if it is flat enough. */
  private static int blockHeight(Product product) {
    int flat = product.transA() ? MC * KC / Math.max(1, Math.min(KC, product.k())) : MC;
    return Math.min(flat, KC);
  }

  private static int boundary(int size, int block, int blocks) {
    return (int) ((long) size * block / blocks);
  }

  /** The tiles of one panel of B, which stays in the nearest caches while A passes. */
  private void columnOfTiles(int panel, int i, int j, int depth, boolean fresh) {
    int column = j + columns.start(panel);
    int width = columns.width(panel);
    int valid = columns.valid(panel);
    int vectors = width / Lanes.COUNT;
    Output output = valid == width ? Output.MATRIX : Output.BUFFER;
    Strip bColumns = b.of(panel);
    int height = rows.width(0);
    if (!fresh) {
      c.readAhead(i, column, height, width, valid);
    }
    Tile tile = Tile.of(height, vectors, a.layout(), output, fresh);
    int row = 0;
    for (int t = 0; t < rows.count(); t++) {
      if (t == rows.firstCount()) {
        height = rows.width(t);
        tile = Tile.of(height, vectors, a.layout(), output, fresh);
      }
      Strip place = c.at(i + row, column);
      if (!fresh) {
        c.advance();
        if (t + 1 < rows.count()) {
          c.readAhead(i + row + height, column, rows.width(t + 1), width, valid);
        }
      }
      tile.multiply(depth, a.from(row), bColumns, place);
      if (output == Output.BUFFER) {
        c.write(height, width, valid);
      }
      row += height;
    }
  }
}
