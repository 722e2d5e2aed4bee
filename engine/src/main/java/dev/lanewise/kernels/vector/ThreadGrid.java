package dev.lanewise.kernels.vector;

/**
 * Divides a product among threads: {@code down} times {@code across} rectangles of C. The choice
 * changes only the speed, because one thread computes the whole chain of each element.
 *
 * @param m rows of C, at least 1
 * @param n columns of C, at least 1
 * @param down rectangles in a column of the grid
 * @param across rectangles in a row of the grid
 */
record ThreadGrid(int m, int n, int down, int across) {

  // Cycles on a Zen 5: to pack a value, to write a value of C, and to start spinning threads and
  // wait for them, as 64 cubed with one and two threads shows (kernels-howto).
  private static final double PACKING = 0.25;
  private static final double MOVING = 0.15;
  private static final double FORK_AND_JOIN = 1_500;

  private static final int NR = MicroKernel.vectors(MicroKernel.MR) * Lanes.COUNT;

  // A rectangle with at least this many rows divides into tiles of nearly equal height without
  // loss.
  private static final int ANY_NUMBER = 4 * MicroKernel.MR;

  /** Returns the division that is the fastest by a simple model of the time. */
  static ThreadGrid of(int m, int n, int k, int threads) {
    ThreadGrid best = new ThreadGrid(m, n, 1, 1);
    for (int down = 1; down <= threads; down++) {
      int across = Math.clamp(threads / down, 1, Math.ceilDiv(n, Lanes.COUNT));
      ThreadGrid grid = new ThreadGrid(m, n, down, across);
      if (grid.cycles(k) < best.cycles(k)) {
        best = grid;
      }
    }
    return best;
  }

  /** Number of rectangles. */
  int pieces() {
    return down * across;
  }

  /** First row of rectangle {@code piece}. */
  int rowFrom(int piece) {
    return boundary(m, piece / across, down, rowUnit());
  }

  /** Row after the last of rectangle {@code piece}. */
  int rowTo(int piece) {
    return boundary(m, piece / across + 1, down, rowUnit());
  }

  /** First column of rectangle {@code piece}. */
  int columnFrom(int piece) {
    return boundary(n, piece % across, across, columnUnit());
  }

  /** Column after the last of rectangle {@code piece}. */
  int columnTo(int piece) {
    return boundary(n, piece % across + 1, across, columnUnit());
  }

  private static int boundary(int size, int index, int parts, int unit) {
    int units = Math.ceilDiv(size, unit);
    return (int) Math.min(size, (long) units * index / parts * unit);
  }

  private int rowUnit() {
    return m / down >= ANY_NUMBER ? 1 : MicroKernel.MR;
  }

  private int columnUnit() {
    return n / across >= 4 * NR ? NR : Lanes.COUNT;
  }

  /** The model: fma of the largest rectangle, two vectors a cycle, and packing of its operands. */
  private double cycles(int k) {
    double rows = Math.ceilDiv(Math.ceilDiv(m, rowUnit()), down) * (double) rowUnit();
    double columns = Math.ceilDiv(Math.ceilDiv(n, columnUnit()), across) * (double) columnUnit();
    double cycles =
        k * (rows * columns / (2 * Lanes.COUNT) + PACKING * (rows + columns))
            + MOVING * rows * columns;
    return pieces() == 1 ? cycles : cycles + FORK_AND_JOIN;
  }
}
