package dev.lanewise.kernels.vector;

/**
 * Divides the rows of a batch into groups and, with two threads, the inputs into two halves. {@link
 * #divide} is called for every batch.
 */
final class RowGroups {

  /** Most rows of a group, which a thread takes at a time. */
  static final int MOST_ROWS = 64;

  /** Halves of the inputs. */
  static final int HALVES = 2;

  // Half of X of a group must fit the second-level cache beside a panel of W1.
  private static final int MOST_HALF_FLOATS = 1 << 17;

  // With a larger half, one thread waits for the other so long that sharing rows is faster.
  private static final double MOST_OF_INPUTS = 0.6;

  private final int inputs;
  private final int threads;
  private final int middle;
  private final Partition tiles = new Partition(); // rows of the batch
  private int count;

  /** Groups of rows for batches with this number of inputs. */
  RowGroups(int inputs, int threads) {
    this.inputs = inputs;
    this.threads = threads;
    this.middle = threads == HALVES ? middle(inputs) : 0;
  }

  /** Where the second half of the inputs begins; 0 if halves would be too unequal. */
  private static int middle(int inputs) {
    int piece = LayerUpdate.ROWS;
    int middle = Math.round(inputs / (float) (HALVES * piece)) * piece;
    return Math.max(middle, inputs - middle) <= MOST_OF_INPUTS * inputs ? middle : 0;
  }

  /** Whether two threads own one half of the inputs each. */
  boolean splitK() {
    return middle > 0;
  }

  /** Where the second half of the inputs begins; 0 without halves. */
  int middle() {
    return middle;
  }

  /**
   * Divides a batch: as few groups as possible of at most {@link #MOST_ROWS}, equally many for each
   * thread; with halves of whole tiles.
   */
  void divide(int rows) {
    tiles.divideRows(rows, MicroKernel.MR);
    if (!splitK()) {
      count = Math.min(rows, Math.ceilDiv(rows, threads * MOST_ROWS) * threads);
      return;
    }
    int half = Math.max(middle, inputs - middle);
    int most = Math.clamp(MOST_HALF_FLOATS / half, MicroKernel.MR, MOST_ROWS);
    int few = Math.ceilDiv(tiles.count(), Math.max(1, most / tiles.width(0)));
    count = Math.min(tiles.count(), Math.ceilDiv(few, HALVES) * HALVES);
  }

  /** Number of groups. */
  int count() {
    return count;
  }

  /** First row of a group; for {@link #count} the end of the batch. */
  int firstRow(int group) {
    return splitK()
        ? tiles.start((int) ((long) tiles.count() * group / count))
        : (int) ((long) tiles.size() * group / count);
  }
}
