package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Computes {@code C = Aᵀ · B} with few columns, such as the weight gradient of a layer of ten
 * classes, as {@code Cᵀ = Bᵀ · A}, so that lanes run over the rows of C. All lanes then do work,
 * where ten columns would leave six of 16 idle, and A need not be packed. Each thread has its own.
 */
final class SkinnyGemm {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  // Each thread allocates its own Cᵀ: 3 MB with twelve columns.
  private static final int MOST_ROWS = 1 << 16;

  private final BlockedGemm rectangle;
  private final Transposition transposition = new Transposition();
  private final MemorySegment square = Workspace.scratch(L * W);
  private MemorySegment memory = MemorySegment.NULL; // of Cᵀ; only grows
  private Matrix transposed = Operand.NONE;

  SkinnyGemm(BlockedGemm rectangle) {
    this.rectangle = rectangle;
  }

  /** Whether this class computes {@code product}. */
  static boolean is(GemmProblem product) {
    return Lanes.MASKED_STORES
        && product.transA()
        && !product.transB()
        && !product.accumulate()
        && product.c().columns() <= Math.min(MicroKernel.MR_TRANSPOSED, L)
        && product.c().rows() >= 2 * L
        && product.c().rows() <= MOST_ROWS;
  }

  /** Computes rows {@code i0} to {@code i1} of C. */
  void multiply(GemmProblem product, int i0, int i1) {
    Matrix c = product.c();
    int columns = c.columns();
    if (transposed.rows() != columns || transposed.columns() != c.rows()) {
      transposed = transposeOf(c);
    }
    GemmProblem transposedProduct =
        new GemmProblem(transposed, product.b(), true, product.a(), false, false);
    rectangle.multiply(transposedProduct, 0, columns, i0, i1);
    for (int i = i0; i < i1; i += L) {
      transposition.square(transposed, (long) i << 2, columns, Math.min(L, i1 - i), square, 0, W);
      write(c, i, Math.min(L, i1 - i));
    }
  }

  /** Writes the first columns of the square to rows {@code i} onward of C. */
  private void write(Matrix c, int i, int rows) {
    int columns = c.columns();
    VectorMask<Float> mask = Lanes.FIRST.get(columns);
    MemorySegment memory = Lanes.known(c.segment());
    long stride = c.stride() << 2;
    long at = c.rowOffset(i);
    int whole = Lanes.wholeRows(c, at, rows, 1);
    for (int r = 0; r < whole; r++) {
      FloatVector row =
          FloatVector.fromMemorySegment(Lanes.FLOAT, Lanes.known(square), r * W, Lanes.ORDER);
      row.intoMemorySegment(memory, at, Lanes.ORDER, mask);
      at += stride;
    }
    for (int r = whole; r < rows; r++) {
      MemorySegment.copy(square, r * W, memory, at, (long) columns << 2);
      at += stride;
    }
  }

  /** Returns a matrix of the shape of cᵀ whose rows start in different sets of the cache. */
  private Matrix transposeOf(Matrix c) {
    long stride = ((c.rows() / L + 1L) * L) | L; // an odd number of vectors
    long bytes = c.columns() * stride * Float.BYTES;
    if (memory.byteSize() < bytes) {
      memory = Workspace.scratch(bytes);
    }
    return Matrix.of(memory, c.columns(), c.rows(), stride);
  }
}
