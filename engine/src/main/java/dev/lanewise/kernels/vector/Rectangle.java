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

  // Below, packing B would not pay: tiles read it where it lies.
  private static final int ROWS_WORTH_PACKING_B = 128;

  // Up to so many columns, tiles may read A where it lies.
  private static final int COLUMNS_IN_PLACE = Lanes.REGISTERS >= 32 ? Tile.KC : Lanes.COUNT;

  // Up to so many panels are gone through one after the other, each with all rows.
  private static final int FEW_PANELS = 4;

  private static final int NR = Tile.vectors(Tile.MR) * Lanes.COUNT;

  private final Blocks sizes;
  private final LeftOperand a = new LeftOperand();
  private final RightOperand b = new RightOperand();
  private final TileOfC c = new TileOfC();
  private final Panels rows = new Panels();
  private final Panels columns = new Panels();
  private int mr;

  Rectangle(Blocks sizes) {
    this.sizes = sizes;
  }

  /** Computes rows {@code i0} to {@code i1} and columns {@code j0} to {@code j1} of C. */
  void multiply(Product product, int i0, int i1, int j0, int j1) {
    int m = i1 - i0;
    int n = j1 - j0;
    boolean kept = product.accumulate() || product.k() > sizes.kc();
    boolean inPlace = n <= Lanes.COUNT || (!kept && readsInPlace(product.k(), n));
    a.set(product.a(), product.transA(), !inPlace);
    b.set(product.b(), product.transB(), m >= ROWS_WORTH_PACKING_B);
    c.set(product.c(), product.accumulate(), kept);
    mr = Tile.mostRows(a.layout(), n <= Lanes.COUNT ? 1 : 2, !kept);
    int width;
    for (int j = j0; j < j1; j += width) {
      width = Math.min(sizes.nc(), j1 - j);
      columns.divideColumns(width, Tile.vectors(Math.min(m, mr)));
      if (!kept) { // where a column may be written twice
        columns.endInside();
      }
      int parts = kept ? Math.ceilDiv(m, sizes.sums() / columns.padded()) : 1;
      for (int part = 0; part < parts; part++) {
        multiplyPart(product, i0 + boundary(m, part, parts), i0 + boundary(m, part + 1, parts), j);
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
        rows.divideRows(end - i, mr);
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

  /**
   * Whether tiles read A where it lies. They are flatter then, so there are more of them, which
   * counts where each has few steps of k.
   */
  private static boolean readsInPlace(int k, int columns) {
    return columns <= COLUMNS_IN_PLACE && (columns <= NR || 3L * k >= 2L * columns);
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
   * in the second, and neighbouring tiles of C lie on the same pages. Few panels are gone through
   * one by one instead, which makes longer runs of tiles.
   */
  private void tiles(int first, int next, int i, int depth) {
    int full = Math.clamp(columns.firstCount(), first, next); // behind them a narrower one
    if (next - first <= FEW_PANELS) {
      for (int panel = first; panel < next; panel++) {
        run(0, panel, rows.firstCount(), true, i, depth);
        run(rows.firstCount(), panel, rows.count() - rows.firstCount(), true, i, depth);
      }
    } else {
      for (int t = 0; t < rows.count(); t++) {
        run(t, first, full - first, false, i, depth);
        run(t, full, next - full, false, i, depth);
      }
    }
  }

  /**
   * So many tiles of one shape, side by side or one below the other.
   *
   * @param t the first one's rows
   * @param panel the first one's columns
   * @param i first row of the block
   */
  private void run(int t, int panel, int count, boolean down, int i, int depth) {
    if (count == 0) {
      return;
    }
    int height = rows.width(t);
    Strip aRows = a.from(rows.start(t));
    Strip bColumns = b.at(panel);
    Strip place = c.at(i + rows.start(t), height, panel);
    a.goOn(down, height);
    b.goOn(down);
    c.goOn(down, height);
    Output output = c.output(panel);
    int vectors = columns.width(panel) / Lanes.COUNT;
    Tile tile = Tile.of(height, vectors, a.layout(), output, c.isFresh());
    boolean read = c.isReadFirst();
    boolean write = c.isLast() && output == Output.BUFFER;
    if (!read && !write) {
      tile.multiply(depth, count, aRows, bColumns, place);
      return;
    }
    for (int n = 0; n < count; n++) {
      int q = down ? panel : panel + n;
      if (read) {
        c.read(height, q);
      }
      tile.multiply(depth, 1, aRows, bColumns, place);
      if (write) {
        c.write(height, q);
      }
      aRows.goOn(1);
      bColumns.goOn(1);
      place.goOn(1);
    }
  }
}
