package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * The address of one operand of a micro-kernel: rows of A, columns of B, or the tile of C. Each
 * thread allocates its own and sets it for every run of tiles.
 */
final class Operand {

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

  /** Distance from one row of {@link #segment} to the next, in bytes. */
  long stride;

  /**
   * Distance from the first element of one tile to that of the next, in floats of {@link #array}.
   */
  int nextIndex;

  /**
   * Distance from the first element of one tile to that of the next, in bytes of {@link #segment}.
   */
  long nextOffset;

  /** Advances by {@code tiles} tiles; a negative number goes back. */
  void advance(int tiles) {
    index += tiles * nextIndex;
    offset += tiles * nextOffset;
  }
}
