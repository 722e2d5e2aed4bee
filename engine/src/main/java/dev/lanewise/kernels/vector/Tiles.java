package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/**
 * Moves a block of C between the matrix and the tiles of {@link Tile}: tile after tile, rows within
 * a column of tiles first, each (MR, NR) without gaps.
 */
final class Tiles {

  private Tiles() {}

  /** Reads the block at (i, j) into tiles; lanes past its edge keep what they hold. */
  static void load(float[] tiles, Matrix c, int i, int rows, int j, int columns) {
    int at = 0;
    for (int tj = 0; tj < columns; tj += Tile.NR) {
      int width = Math.min(Tile.NR, columns - tj);
      for (int ti = 0; ti < Math.ceilDiv(rows, Tile.MR) * Tile.MR; ti++, at += Tile.NR) {
        if (ti < rows) {
          loadRow(tiles, at, c, c.rowOffset(i + ti) + ((j + tj) * 4L), width);
        }
      }
    }
  }

  private static void loadRow(float[] tiles, int at, Matrix c, long offset, int width) {
    int v = 0;
    for (; v < Lanes.bound(width); v += Lanes.COUNT) {
      Lanes.load(c, offset + ((long) v << 2)).intoArray(tiles, at + v);
    }
    for (; v < width; v++) {
      tiles[at + v] = c.segment().get(Matrix.FLOAT, offset + ((long) v << 2));
    }
  }

  /** Writes tiles to the block at (i, j) of C, without the lanes past its edge. */
  static void store(float[] tiles, Matrix c, int i, int rows, int j, int columns) {
    int at = 0;
    for (int tj = 0; tj < columns; tj += Tile.NR) {
      int width = Math.min(Tile.NR, columns - tj);
      for (int ti = 0; ti < Math.ceilDiv(rows, Tile.MR) * Tile.MR; ti++, at += Tile.NR) {
        if (ti < rows) {
          storeRow(tiles, at, c, c.rowOffset(i + ti) + ((j + tj) * 4L), width);
        }
      }
    }
  }

  private static void storeRow(float[] tiles, int at, Matrix c, long offset, int width) {
    int v = 0;
    for (; v < Lanes.bound(width); v += Lanes.COUNT) {
      Lanes.store(FloatVector.fromArray(Lanes.FLOAT, tiles, at + v), c, offset + ((long) v << 2));
    }
    for (; v < width; v++) {
      c.segment().set(Matrix.FLOAT, offset + ((long) v << 2), tiles[at + v]);
    }
  }
}
