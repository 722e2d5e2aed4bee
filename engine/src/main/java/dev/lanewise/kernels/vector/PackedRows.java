package dev.lanewise.kernels.vector;

/**
 * A matrix in the layout in which micro-kernels read A or Aᵀ: on the heap, in blocks of columns,
 * the rows of a block {@link MicroKernel#STRIDE} floats apart.
 */
final class PackedRows {

  final float[] values;
  private final int rows;
  private final int block;

  /**
   * Allocates a zero matrix.
   *
   * @param block columns of a block, a multiple of 16, at most {@link MicroKernel#KC}
   */
  PackedRows(int rows, int columns, int block) {
    this.rows = rows;
    this.block = block;
    this.values = new float[Math.toIntExact(floats(rows, columns, block))];
  }

  /** Floats of the array of a matrix of this size. */
  static long floats(int rows, int columns, int block) {
    return (long) Math.ceilDiv(columns, block) * rows * MicroKernel.STRIDE;
  }

  /** Columns of a block; element (i, j) and (i, j + 1) are neighbours within one. */
  int block() {
    return block;
  }

  /** The index of element (row, column) in {@link #values}. */
  int index(int row, int column) {
    return (column / block * rows + row) * MicroKernel.STRIDE + column % block;
  }
}
