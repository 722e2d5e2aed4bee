package dev.lanewise.kernels.vector;

/**
 * A matrix as tiles read it as A or its transpose: on the heap, in blocks of columns, the rows of a
 * block {@link Tile#STRIDE} floats apart.
 */
final class PackedRows {

  final float[] values;
  private final int rows;
  private final int block;

  /**
   * Room for a matrix.
   *
   * @param block columns of a block, a multiple of 16, at most {@link Tile#KC}
   */
  PackedRows(int rows, int columns, int block) {
    this.rows = rows;
    this.block = block;
    this.values = new float[Math.toIntExact(floats(rows, columns, block))];
  }

  /** The size of the array. */
  static long floats(int rows, int columns, int block) {
    return (long) Math.ceilDiv(columns, block) * rows * Tile.STRIDE;
  }

  /** Columns of a block; element (i, j) and (i, j + 1) are neighbours within one. */
  int block() {
    return block;
  }

  /** Where element (row, column) stands in {@link #values}. */
  int index(int row, int column) {
    return (column / block * rows + row) * Tile.STRIDE + column % block;
  }
}
