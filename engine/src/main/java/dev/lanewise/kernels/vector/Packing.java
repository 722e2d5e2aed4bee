package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;

/**
 * Copies blocks of the operands into the layouts that {@link Tile} streams through, and absorbs
 * transposes on the way. Padding is whatever stands there; what comes of it is thrown away.
 */
final class Packing {

  // Steps of k packed of one panel before the next: reading stays on as many pages.
  private static final int CHUNK = 16;

  private Packing() {}

  /**
   * Rows as they are, {@link Tile#ROW} floats apart: A, whose k lies along the rows of memory. What
   * stands between and behind the rows is not read.
   *
   * @param packed gets the rows of all panels. Modified.
   * @param panels the rows of the block
   * @param x (m, K)
   * @param row first row of the block
   * @param at first column, k columns are copied
   */
  static void rows(float[] packed, Panels panels, Matrix x, int row, int at, int k) {
    int vectors = Math.ceilDiv(k, Lanes.COUNT) * Lanes.COUNT;
    for (int r = 0; r < panels.size(); r++) {
      long offset = x.rowOffset(row + r) + ((long) at << 2);
      boolean whole = offset + ((long) vectors << 2) <= x.segment().byteSize();
      copy(packed, r * Tile.ROW, x, offset, whole ? vectors : k);
    }
  }

  /**
   * Panels of an operand whose k lies along the columns of memory (B, or A transposed): for each k
   * the values of the panel side by side.
   *
   * <p>Every k writes whole vectors and so may run past the panel's width, where the next k writes;
   * the panels need a vector of room behind them.
   *
   * @param packed gets k values for each row or column covered. Modified.
   * @param panels the columns of the block
   * @param x (K, n)
   * @param row first row, k rows are packed
   * @param at first column of the block
   */
  static void columns(float[] packed, Panels panels, Matrix x, int row, int at, int k) {
    long stride = x.stride() << 2;
    for (int chunk = 0; chunk < k; chunk += CHUNK) {
      int end = Math.min(chunk + CHUNK, k);
      for (int panel = 0; panel < panels.count(); panel++) {
        int width = panels.width(panel);
        int start = panels.start(panel);
        int valid = panels.valid(panel);
        int vectors = Math.ceilDiv(width, Lanes.COUNT) * Lanes.COUNT;
        int to = start * k + chunk * width;
        long offset = x.rowOffset(row + chunk) + ((long) (at + start) << 2);
        // Whole vectors read and write past the panel, but not past the matrix or, with the last
        // k, into the next panel, whose first k is there already.
        int running = Math.ceilDiv(vectors - width, width);
        long room = x.segment().byteSize() - offset - ((long) vectors << 2);
        long whole = Math.min(Math.floorDiv(room, stride) + 1, k - running - chunk);
        for (int p = 0; p < end - chunk; p++) {
          if (p < whole) {
            for (int j = 0; j < vectors; j += Lanes.COUNT) {
              Lanes.load(x, offset + ((long) j << 2)).intoArray(packed, to + j);
            }
          } else {
            copy(packed, to, x, offset, valid);
          }
          to += width;
          offset += stride;
        }
      }
    }
  }

  /**
   * Panels of B transposed, whose k lies along the rows of memory, in the layout of {@link
   * #columns}.
   *
   * @param packed gets k values for each column covered. Modified.
   * @param panels the columns of the block, rows of {@code x}
   * @param x (n, K)
   * @param row first row of the block
   * @param at first column, k columns are packed
   */
  static void transposed(float[] packed, Panels panels, Matrix x, int row, int at, int k) {
    long stride = x.stride() << 2;
    for (int panel = 0; panel < panels.count(); panel++) {
      int width = panels.width(panel);
      int start = panels.start(panel);
      int valid = panels.valid(panel);
      int to = start * k;
      for (int p = 0; p < k; p++) {
        long offset = x.rowOffset(row + start) + ((long) (at + p) << 2);
        for (int r = 0; r < valid; r++) {
          packed[to + r] = x.segment().get(Matrix.FLOAT, offset + r * stride);
        }
        to += width;
      }
    }
  }

  private static void copy(float[] packed, int to, Matrix x, long offset, int count) {
    int j = 0;
    for (; j < Lanes.bound(count); j += Lanes.COUNT) {
      Lanes.load(x, offset + ((long) j << 2)).intoArray(packed, to + j);
    }
    for (; j < count; j++) {
      packed[to + j] = x.segment().get(Matrix.FLOAT, offset + ((long) j << 2));
    }
  }
}
