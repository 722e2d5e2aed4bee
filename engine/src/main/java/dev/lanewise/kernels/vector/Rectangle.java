package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.TileShape.Output;

/**
 * A rectangle of a product, computed by one thread in blocks that fit the caches, after Goto and
 * van de Geijn ("Anatomy of high-performance matrix multiplication", 2008). Blocks of k follow each
 * other in ascending order, so every element is one chain of fma; between them it waits among the
 * thread's sums. A thread uses its rectangle again for each product: packed operands and sums stay
 * allocated.
 */
final class Rectangle {

  // Below, packing would not pay: tiles read A or B where it lies.
  private static final int COLUMNS_WORTH_PACKING_A = Lanes.COUNT + 1;
  private static final int ROWS_WORTH_PACKING_B = 128;

  private final Blocks sizes;
  private final LeftOperand a = new LeftOperand();
  private final RightOperand b = new RightOperand();
  private final TileOfC c = new TileOfC();
  private final Panels rows = new Panels();
  private final Panels columns = new Panels();

  Rectangle(Blocks sizes) {
    this.sizes = sizes;
  }

  /** Computes rows {@code i0} to {@code i1} and columns {@code j0} to {@code j1} of C. */
  void multiply(Product product, int i0, int i1, int j0, int j1) {
    a.set(product.a(), product.transA(), j1 - j0 >= COLUMNS_WORTH_PACKING_A);
    b.set(product.b(), product.transB(), i1 - i0 >= ROWS_WORTH_PACKING_B);
    c.set(product.c(), product.accumulate(), product.k() <= sizes.kc());
    int width;
    for (int j = j0; j < j1; j += width) {
      width = Math.min(sizes.nc(), j1 - j);
      columns.divideColumns(width, Tile.vectors(Math.min(i1 - i0, mr(product))));
      int parts = c.isKept() ? Math.ceilDiv(i1 - i0, sizes.sums() / columns.padded()) : 1;
      for (int part = 0; part < parts; part++) {
        int i = i0 + boundary(i1 - i0, part, parts);
        multiplyPart(product, i, i0 + boundary(i1 - i0, part + 1, parts), j);
      }
    }
  }

  /** Computes rows {@code i0} to {@code i1} of the columns from {@code j} on. */
  private void multiplyPart(Product product, int i0, int i1, int j) {
    c.part(i0, i1 - i0, j, columns);
    int blocks = blocks(product, i1 - i0);
    int p = 0;
    do { // once for k = 0: C becomes zero, or stays as it is
      int depth = Math.min(sizes.kc(), product.k() - p);
      c.steps(p == 0, p + depth == product.k());
      b.block(j, columns, p, depth);
      for (int block = 0; block < blocks; block++) {
        int i = i0 + boundary(i1 - i0, block, blocks);
        int end = i0 + boundary(i1 - i0, block + 1, blocks);
        a.block(i, end - i, p, depth);
        rows.divideRows(end - i, mr(product));
        if (block == 0 && blocks > 1) {
          b.pack(0, columns.count());
        }
        for (int first = 0; first < columns.count(); first += sizes.group()) {
          int next = Math.min(first + sizes.group(), columns.count());
          if (blocks == 1) {
            b.pack(first, next);
          }
          tiles(first, next, i, depth);
        }
      }
      p += depth;
    } while (p < product.k());
  }

  private static int mr(Product product) {
    return product.transA() ? Tile.MR_TRANSPOSED : Tile.MR;
  }

  /** Blocks of rows; one for up to two blocks' rows, which saves packing all of B beforehand. */
  private int blocks(Product product, int rows) {
    int height = sizes.mc();
    if (product.transA()) { // a flat block may be as wide as its packed rows
      int depth = Math.clamp(product.k(), 1, sizes.kc());
      height = Math.min(sizes.mc() * sizes.kc() / depth, Tile.KC);
    }
    return rows <= Math.min(2 * height, Tile.KC) ? 1 : Math.ceilDiv(rows, height);
  }

  private static int boundary(int size, int block, int blocks) {
    return (int) ((long) size * block / blocks);
  }

  /**
   * The tiles of a group of panels, row by row: rows of A stay in the first-level cache, the group
   * in the second, and neighbouring tiles of C lie on the same pages.
   */
  private void tiles(int first, int next, int i, int depth) {
    int full = Math.clamp(columns.firstCount(), first, next); // behind them a narrower one
    int row = 0;
    for (int t = 0; t < rows.count(); t++) {
      int height = rows.width(t);
      Strip aRows = a.from(row);
      if (first < full) {
        tiles(first, full, i + row, height, aRows, depth);
      }
      if (full < next) {
        tiles(full, next, i + row, height, aRows, depth);
      }
      row += height;
    }
  }

  /** Tiles of one width, from left to right. */
  private void tiles(int first, int next, int i, int height, Strip aRows, int depth) {
    int vectors = columns.width(first) / Lanes.COUNT;
    Output output = c.output(next - 1);
    Tile tile = Tile.of(height, vectors, a.layout(), output, c.isFresh());
    boolean read = c.isReadFirst();
    boolean write = c.isLast() && output == Output.BUFFER;
    Strip panel = b.at(first);
    Strip place = c.at(i, height, first);
    for (int q = first; q < next; q++) {
      if (read) {
        c.read(height, q);
      }
      tile.multiply(depth, aRows, panel, place);
      if (write) {
        c.write(height, q);
      }
      b.next();
      c.next(height);
    }
  }
}
