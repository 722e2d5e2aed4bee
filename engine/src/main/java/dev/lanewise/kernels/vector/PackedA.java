package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.vector.MicroKernelShape.Layout;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * A of a product, block by block. Packing copies the block's rows of memory, of A or of its
 * transpose, {@link MicroKernel#STRIDE} floats apart; without packing tiles read the matrix itself.
 */
final class PackedA {

  private final Operand operand = new Operand();
  private float[] packed = new float[0];
  private Matrix a = Operand.NONE;
  private Layout layout = Layout.MATRIX;
  private long firstOffset;

  /** Sets the matrix or, if {@code transposed}, the matrix whose transpose is A. */
  void set(Matrix a, boolean transposed, boolean pack) {
    this.a = a;
    this.layout = Layout.of(pack, transposed);
    operand.segment = a.segment();
    operand.stride = a.stride() << 2;
  }

  /** The layout in which tiles read A. */
  Layout layout() {
    return layout;
  }

  /**
   * Sets the block of rows {@code i} to {@code i + rows} and steps {@code p} to {@code p + k};
   * packs it if A is packed.
   */
  void block(int i, int rows, int p, int k) {
    int row = layout.transposed ? p : i;
    int column = layout.transposed ? i : p;
    if (layout.packed) {
      pack(row, layout.transposed ? k : rows, column, layout.transposed ? rows : k);
    } else {
      operand.offset = a.rowOffset(row) + ((long) column << 2);
      firstOffset = operand.offset;
    }
  }

  /** Returns the operand of the tile whose first row is {@code row} of the block. */
  Operand from(int row) {
    if (layout.packed) {
      operand.index = row * (layout.transposed ? 1 : MicroKernel.STRIDE);
    } else {
      operand.offset = firstOffset + row * (layout.transposed ? Float.BYTES : operand.stride);
    }
    return operand;
  }

  /**
   * Sets the distance to the next tile: {@code height} rows below if {@code down}, else beside with
   * the same rows of A.
   */
  void setNext(boolean down, int height) {
    int rows = down ? height : 0;
    operand.nextIndex = rows * (layout.transposed ? 1 : MicroKernel.STRIDE);
    operand.nextOffset = rows * (layout.transposed ? Float.BYTES : operand.stride);
  }

  /** Copies whole vectors; values behind the block that are copied with them are not read. */
  private void pack(int row, int rows, int column, int columns) {
    if (packed.length < rows * MicroKernel.STRIDE) {
      packed = new float[rows * MicroKernel.STRIDE];
      operand.array = packed;
    }
    MemorySegment memory = Lanes.known(a.segment());
    long offset = a.rowOffset(row) + ((long) column << 2);
    int whole = Lanes.wholeRows(a, offset, rows, Math.ceilDiv(columns, Lanes.COUNT));
    int to = 0;
    for (int r = 0; r < whole; r++) {
      for (int j = 0; j < columns; j += Lanes.COUNT) {
        FloatVector.fromMemorySegment(FLOAT, memory, offset + ((long) j << 2), ORDER)
            .intoArray(packed, to + j);
      }
      offset += a.stride() << 2;
      to += MicroKernel.STRIDE;
    }
    for (int r = whole; r < rows; r++) {
      copyRow(to, offset, columns);
      offset += a.stride() << 2;
      to += MicroKernel.STRIDE;
    }
  }

  private void copyRow(int to, long offset, int columns) {
    MemorySegment memory = Lanes.known(a.segment());
    int j = 0;
    for (; j < Lanes.bound(columns); j += Lanes.COUNT) {
      FloatVector.fromMemorySegment(FLOAT, memory, offset + ((long) j << 2), ORDER)
          .intoArray(packed, to + j);
    }
    for (; j < columns; j++) {
      packed[to + j] = Elementwise.get(a, offset + ((long) j << 2));
    }
  }
}
