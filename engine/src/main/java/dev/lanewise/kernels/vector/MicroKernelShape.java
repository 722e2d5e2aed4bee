package dev.lanewise.kernels.vector;

import java.util.Locale;

/**
 * The shape of a micro-kernel; {@link MicroKernelGenerator} writes a class for each shape in use.
 *
 * @param rows MR, rows of C
 * @param vectors width in vectors; NR is {@code vectors} times the lane count
 * @param layout the layout of A in memory
 * @param output where the kernel writes the tile
 * @param fresh whether the chains of fma start at +0; else they start at the values of the buffer
 */
record MicroKernelShape(int rows, int vectors, Layout layout, Output output, boolean fresh) {

  /** The layout of A in memory; B is columns in native memory unless a constant says otherwise. */
  enum Layout {
    /** Heap array, rows {@link MicroKernel#STRIDE} floats apart. */
    PACKED(true, false, false),
    /**
     * Heap array, rows {@link MicroKernel#STRIDE} floats apart; rows of memory are columns of A.
     */
    PACKED_TRANSPOSED(true, true, false),
    /** A matrix. */
    MATRIX(false, false, false),
    /** A matrix; rows of memory are columns of A. */
    MATRIX_TRANSPOSED(false, true, false),
    /**
     * Heap array, rows one vector apart; rows of memory are columns of A. B is a heap array too,
     * rows {@link MicroKernel#STRIDE} floats apart.
     */
    BOTH_PACKED(true, true, true);

    final boolean packed;
    final boolean transposed;
    final boolean packedB;

    Layout(boolean packed, boolean transposed, boolean packedB) {
      this.packed = packed;
      this.transposed = transposed;
      this.packedB = packedB;
    }

    static Layout of(boolean packed, boolean transposed) {
      return packed
          ? (transposed ? PACKED_TRANSPOSED : PACKED)
          : (transposed ? MATRIX_TRANSPOSED : MATRIX);
    }
  }

  /** Where a tile writes its result. */
  enum Output {
    /** C itself, for fresh tiles that do not cross its edge. */
    MATRIX,
    /** A heap array, without gaps. */
    BUFFER
  }

  /** Most vectors of a tile. */
  static final int MOST_VECTORS = 8;

  private static final int KINDS = 32;

  /** Bound of {@link #index}. */
  static final int COUNT = (MicroKernel.MR + 1) * (MOST_VECTORS + 1) * KINDS;

  /** A number for each shape. */
  static int index(int rows, int vectors, Layout layout, Output output, boolean fresh) {
    int kind =
        (layout.packedB ? 16 : 0)
            + (layout.packed ? 8 : 0)
            + (layout.transposed ? 4 : 0)
            + (output == Output.BUFFER ? 2 : 0)
            + (fresh ? 1 : 0);
    return (rows * (MOST_VECTORS + 1) + vectors) * KINDS + kind;
  }

  /** Such as {@code 10x2_packed_to_matrix_fresh}. */
  @Override
  public String toString() {
    String text = rows + "x" + vectors + "_" + layout + "_to_" + output + (fresh ? "_fresh" : "");
    return text.toLowerCase(Locale.ROOT);
  }
}
