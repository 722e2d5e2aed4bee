package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/** Moves one tile of C between the matrix and the buffer that {@link Tile} works on. */
final class Tiles {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  private Tiles() {}

  /** Reads the tile at byte {@code at} of C; lanes past its edge keep what they hold. */
  static void load(float[] tile, int width, Matrix c, long at, int rows, int columns) {
    long stride = c.stride() << 2;
    if (columns == 2 * L) { // the usual case, without inner loops
      for (int r = 0, to = 0; r < rows; r++, to += width) {
        FloatVector left = Lanes.load(c, at);
        FloatVector right = Lanes.load(c, at + W);
        left.intoArray(tile, to);
        right.intoArray(tile, to + L);
        at += stride;
      }
      return;
    }
    for (int r = 0; r < rows; r++) {
      loadRow(tile, r * width, c, at, columns);
      at += stride;
    }
  }

  private static void loadRow(float[] tile, int to, Matrix c, long at, int columns) {
    int v = 0;
    for (; v < Lanes.bound(columns); v += L) {
      Lanes.load(c, at + ((long) v << 2)).intoArray(tile, to + v);
    }
    for (; v < columns; v++) {
      tile[to + v] = Elementwise.get(c, at + ((long) v << 2));
    }
  }

  /** Writes the tile to byte {@code at} of C, without the lanes past its edge. Modified: c. */
  static void store(float[] tile, int width, Matrix c, long at, int rows, int columns) {
    long stride = c.stride() << 2;
    if (columns == 2 * L) {
      for (int r = 0, from = 0; r < rows; r++, from += width) {
        FloatVector left = FloatVector.fromArray(Lanes.FLOAT, tile, from);
        FloatVector right = FloatVector.fromArray(Lanes.FLOAT, tile, from + L);
        Lanes.store(left, c, at);
        Lanes.store(right, c, at + W);
        at += stride;
      }
      return;
    }
    for (int r = 0; r < rows; r++) {
      storeRow(tile, r * width, c, at, columns);
      at += stride;
    }
  }

  private static void storeRow(float[] tile, int from, Matrix c, long at, int columns) {
    int v = 0;
    for (; v < Lanes.bound(columns); v += L) {
      Lanes.store(FloatVector.fromArray(Lanes.FLOAT, tile, from + v), c, at + ((long) v << 2));
    }
    for (; v < columns; v++) {
      Elementwise.set(c, at + ((long) v << 2), tile[from + v]);
    }
  }
}
