package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.INT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;

/**
 * Transposes squares of L by L values, L the lanes of a vector, by exchanging off-diagonal blocks
 * of 1, 2, 4 … values (Eklundh, "A fast computer method for matrix transposing", 1972). Two sizes
 * are exchanged in one pass over the square.
 */
final class Transposition {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;
  private static final int SIZES = Integer.numberOfTrailingZeros(L);

  /** For each size, the lanes of a pair of rows that the upper gets; the lower's count from L. */
  private static final int[][] UPPER = new int[SIZES][L];

  /** And those that the lower row gets. */
  private static final int[][] LOWER = new int[SIZES][L];

  static {
    for (int s = 0; s < SIZES; s++) {
      int size = 1 << s;
      for (int lane = 0; lane < L; lane++) {
        boolean stays = (lane & size) == 0;
        UPPER[s][lane] = stays ? lane : L + lane - size;
        LOWER[s][lane] = stays ? lane + size : L + lane;
      }
    }
  }

  private final MemorySegment edge = Workspace.scratch(L * W);
  private final MemorySegment half = Workspace.scratch(L * W);

  /**
   * Transposes one square; L rows of L values are written, also where fewer are there.
   *
   * @param x rows are read from byte {@code from} on
   * @param rows that are there, at most L
   * @param columns that are there, at most L
   * @param out gets the rows. Modified.
   * @param to byte offset of the first row
   * @param stride bytes between its rows
   */
  void square(Matrix x, long from, int rows, int columns, MemorySegment out, long to, long stride) {
    if (Lanes.wholeRows(x, from, rows, 1) == rows) {
      passes(x.segment(), from, x.stride() << 2, rows - 1, out, to, stride);
    } else {
      for (int r = 0; r < rows; r++) {
        long row = from + r * (x.stride() << 2);
        MemorySegment.copy(x.segment(), row, edge, r * W, (long) columns << 2);
      }
      passes(edge, 0, W, rows - 1, out, to, stride);
    }
  }

  /** The same, where whole vectors can be read from each of the rows. */
  void square(
      MemorySegment in,
      long from,
      long inStride,
      int rows,
      MemorySegment out,
      long to,
      long stride) {
    passes(in, from, inStride, rows - 1, out, to, stride);
  }

  private void passes(
      MemorySegment in,
      long from,
      long inStride,
      int last,
      MemorySegment out,
      long to,
      long stride) {
    switch (SIZES) {
      case 2 -> twoSizes(0, in, from, inStride, last, out, to, stride);
      case 3 -> {
        twoSizes(0, in, from, inStride, last, half, 0, W);
        lastSize(half, 0, W, out, to, stride);
      }
      default -> {
        twoSizes(0, in, from, inStride, last, half, 0, W);
        twoSizes(2, half, 0, W, L - 1, out, to, stride);
      }
    }
  }

  /** Exchanges blocks of two sizes; rows past {@code last} are that row again. */
  private static void twoSizes(
      int s,
      MemorySegment source,
      long from,
      long inStride,
      int last,
      MemorySegment target,
      long to,
      long stride) {
    MemorySegment in = Lanes.known(source);
    MemorySegment out = Lanes.known(target);
    int size = 1 << s;
    IntVector upper = IntVector.fromArray(INT, UPPER[s], 0);
    IntVector lower = IntVector.fromArray(INT, LOWER[s], 0);
    IntVector upper2 = IntVector.fromArray(INT, UPPER[s + 1], 0);
    IntVector lower2 = IntVector.fromArray(INT, LOWER[s + 1], 0);
    for (int four = 0; four < L / 4; four++) {
      int i = (four & -size) * 4 + (four & (size - 1));
      IntVector a =
          IntVector.fromMemorySegment(INT, in, from + Math.min(i, last) * inStride, ORDER);
      IntVector b =
          IntVector.fromMemorySegment(INT, in, from + Math.min(i + size, last) * inStride, ORDER);
      IntVector c =
          IntVector.fromMemorySegment(
              INT, in, from + Math.min(i + 2 * size, last) * inStride, ORDER);
      IntVector d =
          IntVector.fromMemorySegment(
              INT, in, from + Math.min(i + 3 * size, last) * inStride, ORDER);
      IntVector ab = upper.selectFrom(a, b);
      IntVector ba = lower.selectFrom(a, b);
      IntVector cd = upper.selectFrom(c, d);
      IntVector dc = lower.selectFrom(c, d);
      upper2.selectFrom(ab, cd).intoMemorySegment(out, to + i * stride, ORDER);
      upper2.selectFrom(ba, dc).intoMemorySegment(out, to + (i + size) * stride, ORDER);
      lower2.selectFrom(ab, cd).intoMemorySegment(out, to + (i + 2 * size) * stride, ORDER);
      lower2.selectFrom(ba, dc).intoMemorySegment(out, to + (i + 3 * size) * stride, ORDER);
    }
  }

  private static void lastSize(
      MemorySegment source, long from, long inStride, MemorySegment target, long to, long stride) {
    MemorySegment in = Lanes.known(source);
    MemorySegment out = Lanes.known(target);
    IntVector upper = IntVector.fromArray(INT, UPPER[SIZES - 1], 0);
    IntVector lower = IntVector.fromArray(INT, LOWER[SIZES - 1], 0);
    for (int i = 0; i < L / 2; i++) {
      IntVector a = IntVector.fromMemorySegment(INT, in, from + i * inStride, ORDER);
      IntVector b = IntVector.fromMemorySegment(INT, in, from + (i + L / 2) * inStride, ORDER);
      upper.selectFrom(a, b).intoMemorySegment(out, to + i * stride, ORDER);
      lower.selectFrom(a, b).intoMemorySegment(out, to + (i + L / 2) * stride, ORDER);
    }
  }
}
