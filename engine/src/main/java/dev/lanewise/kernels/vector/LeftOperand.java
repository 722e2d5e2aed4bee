package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.vector.TileShape.Layout;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * A of a product, block by block: packed, which is a copy of the block as it lies in memory,
 * transposed or not, with rows {@link Tile#STRIDE} floats apart; or left where it is.
 */
final class LeftOperand {

  private final Strip strip = new Strip();
  private float[] packed = new float[0];
  private Matrix a = Strip.NONE;
  private Layout layout = Layout.MATRIX;
  private long firstOffset;

  /** Goes on to another matrix, or its transpose. */
  void set(Matrix a, boolean transposed, boolean pack) {
    this.a = a;
    this.layout = Layout.of(pack, transposed);
    strip.segment = a.segment();
    strip.stride = a.stride() << 2;
  }

  /** How tiles read it. */
  Layout layout() {
    return layout;
  }

  /** Goes on to the block of rows {@code i} to {@code i + rows} and steps {@code p} to p + k. */
  void block(int i, int rows, int p, int k) {
    int row = layout.transposed ? p : i;
    int column = layout.transposed ? i : p;
    if (layout.packed) {
      pack(row, layout.transposed ? k : rows, column, layout.transposed ? rows : k);
    } else {
      strip.offset = a.rowOffset(row) + ((long) column << 2);
      firstOffset = strip.offset;
    }
  }

  /** The rows of the block from {@code row} on. */
  Strip from(int row) {
    if (layout.packed) {
      strip.index = row * (layout.transposed ? 1 : Tile.STRIDE);
    } else {
      strip.offset = firstOffset + row * (layout.transposed ? Float.BYTES : strip.stride);
    }
    return strip;
  }

  /** The next tiles lie one below the other, so many rows apart, or else side by side. */
  void goOn(boolean down, int height) {
    int rows = down ? height : 0;
    strip.nextIndex = rows * (layout.transposed ? 1 : Tile.STRIDE);
    strip.nextOffset = rows * (layout.transposed ? Float.BYTES : strip.stride);
  }

  /** Whole vectors are copied; what they bring from behind the block is not read. */
  private void pack(int row, int rows, int column, int columns) {
    if (packed.length < rows * Tile.STRIDE) {
      packed = new float[rows * Tile.STRIDE];
      strip.array = packed;
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
      to += Tile.STRIDE;
    }
    for (int r = whole; r < rows; r++) {
      copyRow(to, offset, columns);
      offset += a.stride() << 2;
      to += Tile.STRIDE;
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
