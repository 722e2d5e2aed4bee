package dev.lanewise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tiles, or micro-kernels: a few rows by one to three vectors of C stay in registers
 * while packed A and B stream past. The only file that repeats itself: one method for each height,
 * width and layout of A, and nothing but loads, fma and stores in each.
 *
 * <p>Accumulators are local variables, and loop bodies are small and not unrolled: larger ones are
 * now and then compiled with vector calls left in, a hundred times slower (docs/kernels-howto). All
 * operands are heap arrays, so no call site meets two kinds of memory; docs/design-notes tells of
 * tiles that read and write C as native memory.
 */
final class Tile {

  /** How A is packed. */
  enum Layout {
    /** A row after the other, {@link #ROW} floats apart: for rows that lie along k in memory. */
    ROW_MAJOR,
    /** For each k the rows of the tile side by side: for columns that lie along k. */
    K_MAJOR
  }

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = Lanes.COUNT;
  private static final boolean MANY_REGISTERS = Lanes.REGISTERS >= 32;

  /** Most steps of k in one call: a B panel of 32 KB (512 bits) beside the rows of A in L1. */
  static final int KC = 256;

  /** Distance between packed rows of A in floats; not a power of two, to spread over the sets. */
  static final int ROW = KC + 16;

  // Measured alone, GFLOPS of a peak of 258 (Zen 5, 512 bits): 10x2 262, 12x2 260, 5x4 260, 7x3
  // 249,
  // 8x3 194, 6x4 189, 14x2 115 (spills); 10x1 228, 12x1 and 20x1 228. Two heights, 10 and 12, make
  // up every even number of rows from 40 on, and 100, 50 and 500 without waste.
  /** Rows of the low tile. */
  static final int LOW = MANY_REGISTERS ? 10 : 3;

  /** Rows of the high tile. */
  static final int HIGH = MANY_REGISTERS ? 12 : 3;

  /** Columns of a full tile, NR. */
  static final int NR = (MANY_REGISTERS ? 2 : 3) * L;

  private Tile() {}

  /** The width of the narrowest tile for {@code columns} columns, at most NR. */
  static int width(int columns) {
    return MANY_REGISTERS && columns <= L ? L : NR;
  }

  /**
   * {@code C += A · B} for one tile, k steps, each element a chain of fma over ascending k.
   *
   * @param rows {@link #LOW} or {@link #HIGH}
   * @param width columns, as {@link #width} tells
   * @param a rows of A from {@code aAt}, in {@code layout}
   * @param b panel (k, width) from {@code bAt}
   * @param c tile (rows, width), without gaps. Modified.
   */
  static void multiply(
      int rows,
      int width,
      Layout layout,
      int k,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] c) {
    boolean rowMajor = layout == Layout.ROW_MAJOR;
    if (!MANY_REGISTERS) {
      if (rowMajor) {
        rowMajor3x3(k, a, aAt, b, bAt, c);
      } else {
        kMajor3x3(k, a, aAt, b, bAt, c);
      }
    } else if (rows == HIGH) {
      multiplyHigh(width, rowMajor, k, a, aAt, b, bAt, c);
    } else {
      multiplyLow(width, rowMajor, k, a, aAt, b, bAt, c);
    }
  }

  private static void multiplyHigh(
      int width, boolean rowMajor, int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    if (width == NR) {
      if (rowMajor) {
        rowMajor12x2(k, a, aAt, b, bAt, c);
      } else {
        kMajor12x2(k, a, aAt, b, bAt, c);
      }
    } else if (rowMajor) {
      rowMajor12x1(k, a, aAt, b, bAt, c);
    } else {
      kMajor12x1(k, a, aAt, b, bAt, c);
    }
  }

  private static void multiplyLow(
      int width, boolean rowMajor, int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    if (width == NR) {
      if (rowMajor) {
        rowMajor10x2(k, a, aAt, b, bAt, c);
      } else {
        kMajor10x2(k, a, aAt, b, bAt, c);
      }
    } else if (rowMajor) {
      rowMajor10x1(k, a, aAt, b, bAt, c);
    } else {
      kMajor10x1(k, a, aAt, b, bAt, c);
    }
  }

  private static void rowMajor12x2(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c1a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c3b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c4b = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c5b = FloatVector.fromArray(S, c, 11 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 12 * L);
    FloatVector c6b = FloatVector.fromArray(S, c, 13 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 14 * L);
    FloatVector c7b = FloatVector.fromArray(S, c, 15 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 16 * L);
    FloatVector c8b = FloatVector.fromArray(S, c, 17 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 18 * L);
    FloatVector c9b = FloatVector.fromArray(S, c, 19 * L);
    FloatVector c10a = FloatVector.fromArray(S, c, 20 * L);
    FloatVector c10b = FloatVector.fromArray(S, c, 21 * L);
    FloatVector c11a = FloatVector.fromArray(S, c, 22 * L);
    FloatVector c11b = FloatVector.fromArray(S, c, 23 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt + p]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + p + ROW]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + p + 2 * ROW]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + p + 3 * ROW]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + p + 4 * ROW]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + p + 5 * ROW]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + p + 6 * ROW]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + p + 7 * ROW]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + p + 8 * ROW]);
      c8a = a8.fma(ba, c8a);
      c8b = a8.fma(bb, c8b);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + p + 9 * ROW]);
      c9a = a9.fma(ba, c9a);
      c9b = a9.fma(bb, c9b);
      FloatVector a10 = FloatVector.broadcast(S, a[aAt + p + 10 * ROW]);
      c10a = a10.fma(ba, c10a);
      c10b = a10.fma(bb, c10b);
      FloatVector a11 = FloatVector.broadcast(S, a[aAt + p + 11 * ROW]);
      c11a = a11.fma(ba, c11a);
      c11b = a11.fma(bb, c11b);
      bAt += 2 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c1a.intoArray(c, 2 * L);
    c1b.intoArray(c, 3 * L);
    c2a.intoArray(c, 4 * L);
    c2b.intoArray(c, 5 * L);
    c3a.intoArray(c, 6 * L);
    c3b.intoArray(c, 7 * L);
    c4a.intoArray(c, 8 * L);
    c4b.intoArray(c, 9 * L);
    c5a.intoArray(c, 10 * L);
    c5b.intoArray(c, 11 * L);
    c6a.intoArray(c, 12 * L);
    c6b.intoArray(c, 13 * L);
    c7a.intoArray(c, 14 * L);
    c7b.intoArray(c, 15 * L);
    c8a.intoArray(c, 16 * L);
    c8b.intoArray(c, 17 * L);
    c9a.intoArray(c, 18 * L);
    c9b.intoArray(c, 19 * L);
    c10a.intoArray(c, 20 * L);
    c10b.intoArray(c, 21 * L);
    c11a.intoArray(c, 22 * L);
    c11b.intoArray(c, 23 * L);
  }

  private static void kMajor12x2(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c1a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c3b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c4b = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c5b = FloatVector.fromArray(S, c, 11 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 12 * L);
    FloatVector c6b = FloatVector.fromArray(S, c, 13 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 14 * L);
    FloatVector c7b = FloatVector.fromArray(S, c, 15 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 16 * L);
    FloatVector c8b = FloatVector.fromArray(S, c, 17 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 18 * L);
    FloatVector c9b = FloatVector.fromArray(S, c, 19 * L);
    FloatVector c10a = FloatVector.fromArray(S, c, 20 * L);
    FloatVector c10b = FloatVector.fromArray(S, c, 21 * L);
    FloatVector c11a = FloatVector.fromArray(S, c, 22 * L);
    FloatVector c11b = FloatVector.fromArray(S, c, 23 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + 7]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + 8]);
      c8a = a8.fma(ba, c8a);
      c8b = a8.fma(bb, c8b);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + 9]);
      c9a = a9.fma(ba, c9a);
      c9b = a9.fma(bb, c9b);
      FloatVector a10 = FloatVector.broadcast(S, a[aAt + 10]);
      c10a = a10.fma(ba, c10a);
      c10b = a10.fma(bb, c10b);
      FloatVector a11 = FloatVector.broadcast(S, a[aAt + 11]);
      c11a = a11.fma(ba, c11a);
      c11b = a11.fma(bb, c11b);
      aAt += 12;
      bAt += 2 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c1a.intoArray(c, 2 * L);
    c1b.intoArray(c, 3 * L);
    c2a.intoArray(c, 4 * L);
    c2b.intoArray(c, 5 * L);
    c3a.intoArray(c, 6 * L);
    c3b.intoArray(c, 7 * L);
    c4a.intoArray(c, 8 * L);
    c4b.intoArray(c, 9 * L);
    c5a.intoArray(c, 10 * L);
    c5b.intoArray(c, 11 * L);
    c6a.intoArray(c, 12 * L);
    c6b.intoArray(c, 13 * L);
    c7a.intoArray(c, 14 * L);
    c7b.intoArray(c, 15 * L);
    c8a.intoArray(c, 16 * L);
    c8b.intoArray(c, 17 * L);
    c9a.intoArray(c, 18 * L);
    c9b.intoArray(c, 19 * L);
    c10a.intoArray(c, 20 * L);
    c10b.intoArray(c, 21 * L);
    c11a.intoArray(c, 22 * L);
    c11b.intoArray(c, 23 * L);
  }

  private static void rowMajor12x1(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c1a = FloatVector.fromArray(S, c, L);
    FloatVector c2a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c10a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c11a = FloatVector.fromArray(S, c, 11 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt + p]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + p + ROW]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + p + 2 * ROW]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + p + 3 * ROW]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + p + 4 * ROW]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + p + 5 * ROW]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + p + 6 * ROW]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + p + 7 * ROW]);
      c7a = a7.fma(ba, c7a);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + p + 8 * ROW]);
      c8a = a8.fma(ba, c8a);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + p + 9 * ROW]);
      c9a = a9.fma(ba, c9a);
      FloatVector a10 = FloatVector.broadcast(S, a[aAt + p + 10 * ROW]);
      c10a = a10.fma(ba, c10a);
      FloatVector a11 = FloatVector.broadcast(S, a[aAt + p + 11 * ROW]);
      c11a = a11.fma(ba, c11a);
      bAt += L;
    }
    c0a.intoArray(c, 0);
    c1a.intoArray(c, L);
    c2a.intoArray(c, 2 * L);
    c3a.intoArray(c, 3 * L);
    c4a.intoArray(c, 4 * L);
    c5a.intoArray(c, 5 * L);
    c6a.intoArray(c, 6 * L);
    c7a.intoArray(c, 7 * L);
    c8a.intoArray(c, 8 * L);
    c9a.intoArray(c, 9 * L);
    c10a.intoArray(c, 10 * L);
    c11a.intoArray(c, 11 * L);
  }

  private static void kMajor12x1(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c1a = FloatVector.fromArray(S, c, L);
    FloatVector c2a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c10a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c11a = FloatVector.fromArray(S, c, 11 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + 5]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + 6]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + 7]);
      c7a = a7.fma(ba, c7a);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + 8]);
      c8a = a8.fma(ba, c8a);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + 9]);
      c9a = a9.fma(ba, c9a);
      FloatVector a10 = FloatVector.broadcast(S, a[aAt + 10]);
      c10a = a10.fma(ba, c10a);
      FloatVector a11 = FloatVector.broadcast(S, a[aAt + 11]);
      c11a = a11.fma(ba, c11a);
      aAt += 12;
      bAt += L;
    }
    c0a.intoArray(c, 0);
    c1a.intoArray(c, L);
    c2a.intoArray(c, 2 * L);
    c3a.intoArray(c, 3 * L);
    c4a.intoArray(c, 4 * L);
    c5a.intoArray(c, 5 * L);
    c6a.intoArray(c, 6 * L);
    c7a.intoArray(c, 7 * L);
    c8a.intoArray(c, 8 * L);
    c9a.intoArray(c, 9 * L);
    c10a.intoArray(c, 10 * L);
    c11a.intoArray(c, 11 * L);
  }

  private static void rowMajor10x2(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c1a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c3b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c4b = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c5b = FloatVector.fromArray(S, c, 11 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 12 * L);
    FloatVector c6b = FloatVector.fromArray(S, c, 13 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 14 * L);
    FloatVector c7b = FloatVector.fromArray(S, c, 15 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 16 * L);
    FloatVector c8b = FloatVector.fromArray(S, c, 17 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 18 * L);
    FloatVector c9b = FloatVector.fromArray(S, c, 19 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt + p]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + p + ROW]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + p + 2 * ROW]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + p + 3 * ROW]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + p + 4 * ROW]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + p + 5 * ROW]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + p + 6 * ROW]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + p + 7 * ROW]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + p + 8 * ROW]);
      c8a = a8.fma(ba, c8a);
      c8b = a8.fma(bb, c8b);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + p + 9 * ROW]);
      c9a = a9.fma(ba, c9a);
      c9b = a9.fma(bb, c9b);
      bAt += 2 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c1a.intoArray(c, 2 * L);
    c1b.intoArray(c, 3 * L);
    c2a.intoArray(c, 4 * L);
    c2b.intoArray(c, 5 * L);
    c3a.intoArray(c, 6 * L);
    c3b.intoArray(c, 7 * L);
    c4a.intoArray(c, 8 * L);
    c4b.intoArray(c, 9 * L);
    c5a.intoArray(c, 10 * L);
    c5b.intoArray(c, 11 * L);
    c6a.intoArray(c, 12 * L);
    c6b.intoArray(c, 13 * L);
    c7a.intoArray(c, 14 * L);
    c7b.intoArray(c, 15 * L);
    c8a.intoArray(c, 16 * L);
    c8b.intoArray(c, 17 * L);
    c9a.intoArray(c, 18 * L);
    c9b.intoArray(c, 19 * L);
  }

  private static void kMajor10x2(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c1a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c3b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c4b = FloatVector.fromArray(S, c, 9 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 10 * L);
    FloatVector c5b = FloatVector.fromArray(S, c, 11 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 12 * L);
    FloatVector c6b = FloatVector.fromArray(S, c, 13 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 14 * L);
    FloatVector c7b = FloatVector.fromArray(S, c, 15 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 16 * L);
    FloatVector c8b = FloatVector.fromArray(S, c, 17 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 18 * L);
    FloatVector c9b = FloatVector.fromArray(S, c, 19 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3]);
      c3a = a3.fma(ba, c3a);
      c3b = a3.fma(bb, c3b);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4]);
      c4a = a4.fma(ba, c4a);
      c4b = a4.fma(bb, c4b);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + 5]);
      c5a = a5.fma(ba, c5a);
      c5b = a5.fma(bb, c5b);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + 6]);
      c6a = a6.fma(ba, c6a);
      c6b = a6.fma(bb, c6b);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + 7]);
      c7a = a7.fma(ba, c7a);
      c7b = a7.fma(bb, c7b);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + 8]);
      c8a = a8.fma(ba, c8a);
      c8b = a8.fma(bb, c8b);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + 9]);
      c9a = a9.fma(ba, c9a);
      c9b = a9.fma(bb, c9b);
      aAt += 10;
      bAt += 2 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c1a.intoArray(c, 2 * L);
    c1b.intoArray(c, 3 * L);
    c2a.intoArray(c, 4 * L);
    c2b.intoArray(c, 5 * L);
    c3a.intoArray(c, 6 * L);
    c3b.intoArray(c, 7 * L);
    c4a.intoArray(c, 8 * L);
    c4b.intoArray(c, 9 * L);
    c5a.intoArray(c, 10 * L);
    c5b.intoArray(c, 11 * L);
    c6a.intoArray(c, 12 * L);
    c6b.intoArray(c, 13 * L);
    c7a.intoArray(c, 14 * L);
    c7b.intoArray(c, 15 * L);
    c8a.intoArray(c, 16 * L);
    c8b.intoArray(c, 17 * L);
    c9a.intoArray(c, 18 * L);
    c9b.intoArray(c, 19 * L);
  }

  private static void rowMajor10x1(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c1a = FloatVector.fromArray(S, c, L);
    FloatVector c2a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 9 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt + p]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + p + ROW]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + p + 2 * ROW]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + p + 3 * ROW]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + p + 4 * ROW]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + p + 5 * ROW]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + p + 6 * ROW]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + p + 7 * ROW]);
      c7a = a7.fma(ba, c7a);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + p + 8 * ROW]);
      c8a = a8.fma(ba, c8a);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + p + 9 * ROW]);
      c9a = a9.fma(ba, c9a);
      bAt += L;
    }
    c0a.intoArray(c, 0);
    c1a.intoArray(c, L);
    c2a.intoArray(c, 2 * L);
    c3a.intoArray(c, 3 * L);
    c4a.intoArray(c, 4 * L);
    c5a.intoArray(c, 5 * L);
    c6a.intoArray(c, 6 * L);
    c7a.intoArray(c, 7 * L);
    c8a.intoArray(c, 8 * L);
    c9a.intoArray(c, 9 * L);
  }

  private static void kMajor10x1(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c1a = FloatVector.fromArray(S, c, L);
    FloatVector c2a = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c3a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c4a = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c5a = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c6a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c7a = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c8a = FloatVector.fromArray(S, c, 8 * L);
    FloatVector c9a = FloatVector.fromArray(S, c, 9 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c0a = a0.fma(ba, c0a);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c1a = a1.fma(ba, c1a);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c2a = a2.fma(ba, c2a);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3]);
      c3a = a3.fma(ba, c3a);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4]);
      c4a = a4.fma(ba, c4a);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + 5]);
      c5a = a5.fma(ba, c5a);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + 6]);
      c6a = a6.fma(ba, c6a);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + 7]);
      c7a = a7.fma(ba, c7a);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + 8]);
      c8a = a8.fma(ba, c8a);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + 9]);
      c9a = a9.fma(ba, c9a);
      aAt += 10;
      bAt += L;
    }
    c0a.intoArray(c, 0);
    c1a.intoArray(c, L);
    c2a.intoArray(c, 2 * L);
    c3a.intoArray(c, 3 * L);
    c4a.intoArray(c, 4 * L);
    c5a.intoArray(c, 5 * L);
    c6a.intoArray(c, 6 * L);
    c7a.intoArray(c, 7 * L);
    c8a.intoArray(c, 8 * L);
    c9a.intoArray(c, 9 * L);
  }

  private static void rowMajor3x3(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c0c = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c1c = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c2c = FloatVector.fromArray(S, c, 8 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector bc = FloatVector.fromArray(S, b, bAt + 2 * L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt + p]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      c0c = a0.fma(bc, c0c);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + p + ROW]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      c1c = a1.fma(bc, c1c);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + p + 2 * ROW]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      c2c = a2.fma(bc, c2c);
      bAt += 3 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c0c.intoArray(c, 2 * L);
    c1a.intoArray(c, 3 * L);
    c1b.intoArray(c, 4 * L);
    c1c.intoArray(c, 5 * L);
    c2a.intoArray(c, 6 * L);
    c2b.intoArray(c, 7 * L);
    c2c.intoArray(c, 8 * L);
  }

  private static void kMajor3x3(int k, float[] a, int aAt, float[] b, int bAt, float[] c) {
    FloatVector c0a = FloatVector.fromArray(S, c, 0);
    FloatVector c0b = FloatVector.fromArray(S, c, L);
    FloatVector c0c = FloatVector.fromArray(S, c, 2 * L);
    FloatVector c1a = FloatVector.fromArray(S, c, 3 * L);
    FloatVector c1b = FloatVector.fromArray(S, c, 4 * L);
    FloatVector c1c = FloatVector.fromArray(S, c, 5 * L);
    FloatVector c2a = FloatVector.fromArray(S, c, 6 * L);
    FloatVector c2b = FloatVector.fromArray(S, c, 7 * L);
    FloatVector c2c = FloatVector.fromArray(S, c, 8 * L);
    for (int p = 0; p < k; p++) {
      FloatVector ba = FloatVector.fromArray(S, b, bAt);
      FloatVector bb = FloatVector.fromArray(S, b, bAt + L);
      FloatVector bc = FloatVector.fromArray(S, b, bAt + 2 * L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c0a = a0.fma(ba, c0a);
      c0b = a0.fma(bb, c0b);
      c0c = a0.fma(bc, c0c);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c1a = a1.fma(ba, c1a);
      c1b = a1.fma(bb, c1b);
      c1c = a1.fma(bc, c1c);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c2a = a2.fma(ba, c2a);
      c2b = a2.fma(bb, c2b);
      c2c = a2.fma(bc, c2c);
      aAt += 3;
      bAt += 3 * L;
    }
    c0a.intoArray(c, 0);
    c0b.intoArray(c, L);
    c0c.intoArray(c, 2 * L);
    c1a.intoArray(c, 3 * L);
    c1b.intoArray(c, 4 * L);
    c1c.intoArray(c, 5 * L);
    c2a.intoArray(c, 6 * L);
    c2b.intoArray(c, 7 * L);
    c2c.intoArray(c, 8 * L);
  }
}
