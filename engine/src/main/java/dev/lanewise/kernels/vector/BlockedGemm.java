package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.vector.MicroKernelShape.Output;

/**
 * The macro-kernel: one thread computes a rectangle of a product in blocks that fit the caches,
 * after Goto and van de Geijn ("Anatomy of high-performance matrix multiplication", 2008). Blocks
 * of k follow each other in ascending order, so every element is one chain of fma; {@link
 * AccumulatorC} keeps the sums between two blocks. Each thread reuses its own object for all
 * products, so that the buffers are allocated once.
 */
final class BlockedGemm {

  // With fewer rows, packing B costs more than it saves, so tiles read B from the matrix.
  private static final int ROWS_WORTH_PACKING_B = 128;

  // With at most this many columns, tiles may read A from the matrix.
  private static final int COLUMNS_IN_PLACE = Lanes.REGISTERS >= 32 ? MicroKernel.KC : Lanes.COUNT;

  // With at most this many panels, the loop over panels is outside the loop over rows.
  private static final int FEW_PANELS = 4;

  private static final int NR = MicroKernel.vectors(MicroKernel.MR) * Lanes.COUNT;

  private final BlockSizes sizes;
  private final PackedA a = new PackedA();
  private final PackedB b = new PackedB();
  private final AccumulatorC c = new AccumulatorC();
  private final Partition rows = new Partition();
  private final Partition columns = new Partition();
  private int mr;

  BlockedGemm(BlockSizes sizes) {
    this.sizes = sizes;
  }

  /** Computes rows {@code i0} to {@code i1} and columns {@code j0} to {@code j1} of C. */
  void multiply(GemmProblem product, int i0, int i1, int j0, int j1) {
    int m = i1 - i0;
    int n = j1 - j0;
    boolean kept = product.accumulate() || product.k() > sizes.kc();
    boolean inPlace = n <= Lanes.COUNT || (!kept && readsInPlace(product.k(), n));
    a.set(product.a(), product.transA(), !inPlace);
    b.set(product.b(), product.transB(), m >= ROWS_WORTH_PACKING_B);
    c.set(product.c(), product.accumulate(), kept);
    mr = MicroKernel.mostRows(a.layout(), n <= Lanes.COUNT ? 1 : 2, !kept);
    int width;
    for (int j = j0; j < j1; j += width) {
      width = Math.min(sizes.nc(), j1 - j);
      columns.divideColumns(width, MicroKernel.vectors(Math.min(m, mr)));
      if (!kept) { // then a column may be written twice
        columns.endInside();
      }
      int parts = kept ? Math.ceilDiv(m, sizes.sums() / columns.padded()) : 1;
      for (int part = 0; part < parts; part++) {
        multiplyPart(product, i0 + boundary(m, part, parts), i0 + boundary(m, part + 1, parts), j);
      }
    }
  }

  /** Computes rows {@code i0} to {@code i1} of the columns that begin with {@code j}. */
  private void multiplyPart(GemmProblem product, int i0, int i1, int j) {
    c.part(i0, i1 - i0, j, columns);
    int blocks = blocks(product, i1 - i0);
    int p = 0;
    do { // runs once for k = 0, which sets C to zero or keeps it
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
   * Whether tiles read A from the matrix. Such tiles have fewer rows, so there are more of them,
   * which costs time where each has few steps of k.
   */
  private static boolean readsInPlace(int k, int columns) {
    return columns <= COLUMNS_IN_PLACE && (columns <= NR || 3L * k >= 2L * columns);
  }

  /**
   * Number of blocks of rows. Up to two blocks' rows form one block, which saves packing all of B
   * beforehand.
   */
  private int blocks(GemmProblem product, int rows) {
    int height = sizes.mc();
    if (product
        .transA()) { // a block with few steps of k may have as many rows as a packed row holds
      int depth = Math.clamp(product.k(), 1, sizes.kc());
      height = Math.min(sizes.mc() * sizes.kc() / depth, MicroKernel.KC);
    }
    return rows <= Math.min(2 * height, MicroKernel.KC) ? 1 : Math.ceilDiv(rows, height);
  }

  private static int boundary(int size, int block, int blocks) {
    return (int) ((long) size * block / blocks);
  }

  /**
   * Computes the tiles of a group of panels, row by row: rows of A stay in the first-level cache,
   * the group in the second, and neighbouring tiles of C are on the same pages. Few panels are
   * computed one by one instead, which makes longer runs of tiles.
   */
  private void tiles(int first, int next, int i, int depth) {
    int full = Math.clamp(columns.firstCount(), first, next); // the panels after it are narrower
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
   * Computes {@code count} tiles of one shape, one below the other if {@code down}, else side by
   * side.
   *
   * @param t index of the first tile's rows
   * @param panel panel of the first tile
   * @param i first row of the block
   */
  private void run(int t, int panel, int count, boolean down, int i, int depth) {
    if (count == 0) {
      return;
    }
    int height = rows.width(t);
    Operand aRows = a.from(rows.start(t));
    Operand bColumns = b.at(panel);
    Operand place = c.at(i + rows.start(t), height, panel);
    a.setNext(down, height);
    b.setNext(down);
    c.setNext(down, height);
    Output output = c.output(panel);
    int vectors = columns.width(panel) / Lanes.COUNT;
    MicroKernel kernel = MicroKernel.of(height, vectors, a.layout(), output, c.isFresh());
    boolean read = c.isReadFirst();
    boolean write = c.isLast() && output == Output.BUFFER;
    if (!read && !write) {
      kernel.multiply(depth, count, aRows, bColumns, place);
      return;
    }
    for (int n = 0; n < count; n++) {
      int q = down ? panel : panel + n;
      if (read) {
        c.read(height, q);
      }
      kernel.multiply(depth, 1, aRows, bColumns, place);
      if (write) {
        c.write(height, q);
      }
      aRows.advance(1);
      bColumns.advance(1);
      place.advance(1);
    }
  }
}
