package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import jdk.incubator.vector.FloatVector;

/**
 * Copies a block of an operand into panels that a {@link Tile} streams through: panel after panel,
 * and in a panel one group of {@code width} values (MR of A or NR of B) for each k. Absorbs
 * transposes. Positions past the edge of the matrix are zero; their products are thrown away.
 */
final class Packing {

  private Packing() {}

  /**
   * Packs an operand whose k runs along rows: B as it is, or A transposed.
   *
   * @param panels gets ceil(size / width) panels of k * width values. Modified.
   * @param x (K, size of the other dimension)
   * @param from first row, k rows are packed
   * @param at first column, {@code size} columns are packed
   */
  static void alongRows(float[] panels, int width, Matrix x, int from, int k, int at, int size) {
    int to = 0;
    for (int panel = 0; panel < size; panel += width) {
      int columns = Math.min(width, size - panel);
      for (int p = 0; p < k; p++) {
        copyPadded(panels, to, width, x, x.rowOffset(from + p) + ((at + panel) * 4L), columns);
        to += width;
      }
    }
  }

  private static void copyPadded(
      float[] panels, int to, int width, Matrix x, long offset, int columns) {
    int j = 0;
    for (; j < Lanes.bound(columns); j += Lanes.COUNT) {
      FloatVector v = Lanes.load(x, offset + ((long) j << 2));
      v.intoArray(panels, to + j);
    }
    for (; j < columns; j++) {
      panels[to + j] = x.segment().get(Matrix.FLOAT, offset + ((long) j << 2));
    }
    for (; j < width; j++) {
      panels[to + j] = 0f;
    }
  }

  /**
   * Packs an operand whose k runs along columns: A as it is, or B transposed.
   *
   * @param panels gets ceil(size / width) panels of k * width values. Modified.
   * @param x (size of the other dimension, K)
   * @param from first column, k columns are packed
   * @param at first row, {@code size} rows are packed
   */
  static void alongColumns(float[] panels, int width, Matrix x, int from, int k, int at, int size) {
    for (int panel = 0; panel < size; panel += width) {
      int start = panel * k;
      int rows = Math.min(width, size - panel);
      for (int r = 0; r < rows; r++) {
        long offset = x.rowOffset(at + panel + r) + ((long) from << 2);
        for (int p = 0; p < k; p++) {
          panels[start + p * width + r] = x.segment().get(Matrix.FLOAT, offset + ((long) p << 2));
        }
      }
      for (int r = rows; r < width; r++) {
        for (int p = 0; p < k; p++) {
          panels[start + p * width + r] = 0f;
        }
      }
    }
  }
}
