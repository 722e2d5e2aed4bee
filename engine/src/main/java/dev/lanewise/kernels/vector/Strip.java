package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * Where a tile finds one of its operands: rows of A, columns of B, or the tile of C. Kept by each
 * thread and set anew for every tile.
 */
final class Strip {

  /** A matrix without elements. */
  static final Matrix NONE = Matrix.of(MemorySegment.NULL, 0, 0, 0);

  /** Packed rows of A, or the tile's buffer. */
  float[] array = new float[0];

  /** First element in {@link #array}. */
  int index;

  /** A matrix, or packed columns of B. */
  MemorySegment segment = MemorySegment.NULL;

  /** First element in {@link #segment}, in bytes. */
  long offset;

  /** From one row of {@link #segment} to the next, in bytes. */
  long stride;

  /** From the first element of one tile to that of the next, in {@link #array}. */
  int nextIndex;

  /** From the first element of one tile to that of the next, in bytes of {@link #segment}. */
  long nextOffset;

  /** Goes on by so many tiles, or back. */
  void goOn(int tiles) {
    index += tiles * nextIndex;
    offset += tiles * nextOffset;
  }
}
