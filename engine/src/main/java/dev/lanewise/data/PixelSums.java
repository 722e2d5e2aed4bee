package dev.lanewise.data;

import dev.lanewise.memory.Pixels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Exact sums over the samples of pixels, for each input. */
final class PixelSums {

  /** As many squares of a byte as an int can add up: 33,025 times 255 squared is below 2^31. */
  private static final int ROWS_PER_INT_SUM = 33_025;

  private static final int BLOCK_BYTES = 1 << 17; // rows copied at once; half an L2 or less

  private final long[] sums; // (D,)
  private final long[] squares; // (D,)

  private PixelSums(int inputs) {
    this.sums = new long[inputs];
    this.squares = new long[inputs];
  }

  /** The sums over all of {@code pixels}; those of squares only where {@code squared}. */
  static PixelSums of(Pixels pixels, boolean squared) {
    PixelSums totals = new PixelSums(pixels.columns());
    for (int row = 0; row < pixels.rows(); ) {
      int count = Math.min(ROWS_PER_INT_SUM, pixels.rows() - row);
      totals.addRows(pixels.slice(row, row + count), squared);
      row += count;
    }
    return totals;
  }

  /** The sum of the values of input {@code j}. */
  long sum(int j) {
    return sums[j];
  }

  /** The sum of their squares; 0 if it was not asked for. */
  long squares(int j) {
    return squares[j];
  }

  /** Adds at most {@link #ROWS_PER_INT_SUM} rows. */
  private void addRows(Pixels pixels, boolean squared) {
    int columns = sums.length;
    int[] intSums = new int[columns];
    int[] intSquares = new int[columns];
    int rowsAtOnce = Math.max(1, BLOCK_BYTES / Math.max(columns, 1));
    byte[] block = new byte[Math.multiplyExact(Math.min(rowsAtOnce, pixels.rows()), columns)];
    for (int row = 0; row < pixels.rows(); row += rowsAtOnce) {
      int count = Math.min(rowsAtOnce, pixels.rows() - row);
      MemorySegment.copy(
          pixels.segment(),
          ValueLayout.JAVA_BYTE,
          pixels.rowOffset(row),
          block,
          0,
          count * columns);
      for (int r = 0; r < count; r++) {
        addRow(block, r * columns, intSums);
        if (squared) {
          addSquares(block, r * columns, intSquares);
        }
      }
    }
    for (int j = 0; j < columns; j++) {
      sums[j] += intSums[j];
      squares[j] += intSquares[j];
    }
  }

  private static void addRow(byte[] block, int from, int[] sums) {
    for (int j = 0; j < sums.length; j++) {
      sums[j] += block[from + j] & 0xff;
    }
  }

  private static void addSquares(byte[] block, int from, int[] squares) {
    for (int j = 0; j < squares.length; j++) {
      int pixel = block[from + j] & 0xff;
      squares[j] += pixel * pixel;
    }
  }
}
