package dev.lanewise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The register tile, or micro-kernel: MR rows by NR columns of C stay in registers while a packed
 * panel of A and one of B stream past. One method per register file; they may be long.
 *
 * <p>Accumulators are local variables, and the loop body is small and not unrolled: larger bodies
 * are now and then compiled with vector calls left in, a hundred times slower (docs/kernels-howto).
 * All operands are heap arrays, so no call site meets two kinds of memory.
 */
final class Tile {

  private static final VectorSpecies<Float> S = Lanes.FLOAT;
  private static final int L = Lanes.COUNT;
  private static final boolean MANY_REGISTERS = Lanes.REGISTERS >= 32;

  // Accumulators + broadcasts + B vectors fit the registers: 20 + 10 + 2 of 32, 9 + 3 + 3 of 16.
  // Others tried in the prototype: 11x2, 12x2, 8x3 and, with 16 registers, 4x2, 5x2, 6x2 (slower).
  /** Rows of a tile. */
  static final int MR = MANY_REGISTERS ? 10 : 3;

  /** Columns of a tile. */
  static final int NR = (MANY_REGISTERS ? 2 : 3) * L;

  private Tile() {}

  /**
   * {@code C += A · B} for one tile, k steps, each element a chain of fma over ascending k.
   *
   * @param a panel (k, MR) from {@code aAt}
   * @param b panel (k, NR) from {@code bAt}
   * @param c tile (MR, NR) from {@code cAt}. Modified.
   */
  static void multiply(int k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt) {
    if (MANY_REGISTERS) {
      multiply10x2(k, a, aAt, b, bAt, c, cAt);
    } else {
      multiply3x3(k, a, aAt, b, bAt, c, cAt);
    }
  }

  private static void multiply10x2(
      int k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt) {
    FloatVector c00 = FloatVector.fromArray(S, c, cAt);
    FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
    FloatVector c10 = FloatVector.fromArray(S, c, cAt + 2 * L);
    FloatVector c11 = FloatVector.fromArray(S, c, cAt + 3 * L);
    FloatVector c20 = FloatVector.fromArray(S, c, cAt + 4 * L);
    FloatVector c21 = FloatVector.fromArray(S, c, cAt + 5 * L);
    FloatVector c30 = FloatVector.fromArray(S, c, cAt + 6 * L);
    FloatVector c31 = FloatVector.fromArray(S, c, cAt + 7 * L);
    FloatVector c40 = FloatVector.fromArray(S, c, cAt + 8 * L);
    FloatVector c41 = FloatVector.fromArray(S, c, cAt + 9 * L);
    FloatVector c50 = FloatVector.fromArray(S, c, cAt + 10 * L);
    FloatVector c51 = FloatVector.fromArray(S, c, cAt + 11 * L);
    FloatVector c60 = FloatVector.fromArray(S, c, cAt + 12 * L);
    FloatVector c61 = FloatVector.fromArray(S, c, cAt + 13 * L);
    FloatVector c70 = FloatVector.fromArray(S, c, cAt + 14 * L);
    FloatVector c71 = FloatVector.fromArray(S, c, cAt + 15 * L);
    FloatVector c80 = FloatVector.fromArray(S, c, cAt + 16 * L);
    FloatVector c81 = FloatVector.fromArray(S, c, cAt + 17 * L);
    FloatVector c90 = FloatVector.fromArray(S, c, cAt + 18 * L);
    FloatVector c91 = FloatVector.fromArray(S, c, cAt + 19 * L);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bAt);
      FloatVector b1 = FloatVector.fromArray(S, b, bAt + L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      FloatVector a3 = FloatVector.broadcast(S, a[aAt + 3]);
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      FloatVector a4 = FloatVector.broadcast(S, a[aAt + 4]);
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      FloatVector a5 = FloatVector.broadcast(S, a[aAt + 5]);
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      FloatVector a6 = FloatVector.broadcast(S, a[aAt + 6]);
      c60 = a6.fma(b0, c60);
      c61 = a6.fma(b1, c61);
      FloatVector a7 = FloatVector.broadcast(S, a[aAt + 7]);
      c70 = a7.fma(b0, c70);
      c71 = a7.fma(b1, c71);
      FloatVector a8 = FloatVector.broadcast(S, a[aAt + 8]);
      c80 = a8.fma(b0, c80);
      c81 = a8.fma(b1, c81);
      FloatVector a9 = FloatVector.broadcast(S, a[aAt + 9]);
      c90 = a9.fma(b0, c90);
      c91 = a9.fma(b1, c91);
      aAt += 10;
      bAt += 2 * L;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + L);
    c10.intoArray(c, cAt + 2 * L);
    c11.intoArray(c, cAt + 3 * L);
    c20.intoArray(c, cAt + 4 * L);
    c21.intoArray(c, cAt + 5 * L);
    c30.intoArray(c, cAt + 6 * L);
    c31.intoArray(c, cAt + 7 * L);
    c40.intoArray(c, cAt + 8 * L);
    c41.intoArray(c, cAt + 9 * L);
    c50.intoArray(c, cAt + 10 * L);
    c51.intoArray(c, cAt + 11 * L);
    c60.intoArray(c, cAt + 12 * L);
    c61.intoArray(c, cAt + 13 * L);
    c70.intoArray(c, cAt + 14 * L);
    c71.intoArray(c, cAt + 15 * L);
    c80.intoArray(c, cAt + 16 * L);
    c81.intoArray(c, cAt + 17 * L);
    c90.intoArray(c, cAt + 18 * L);
    c91.intoArray(c, cAt + 19 * L);
  }

  private static void multiply3x3(
      int k, float[] a, int aAt, float[] b, int bAt, float[] c, int cAt) {
    FloatVector c00 = FloatVector.fromArray(S, c, cAt);
    FloatVector c01 = FloatVector.fromArray(S, c, cAt + L);
    FloatVector c02 = FloatVector.fromArray(S, c, cAt + 2 * L);
    FloatVector c10 = FloatVector.fromArray(S, c, cAt + 3 * L);
    FloatVector c11 = FloatVector.fromArray(S, c, cAt + 4 * L);
    FloatVector c12 = FloatVector.fromArray(S, c, cAt + 5 * L);
    FloatVector c20 = FloatVector.fromArray(S, c, cAt + 6 * L);
    FloatVector c21 = FloatVector.fromArray(S, c, cAt + 7 * L);
    FloatVector c22 = FloatVector.fromArray(S, c, cAt + 8 * L);
    for (int p = 0; p < k; p++) {
      FloatVector b0 = FloatVector.fromArray(S, b, bAt);
      FloatVector b1 = FloatVector.fromArray(S, b, bAt + L);
      FloatVector b2 = FloatVector.fromArray(S, b, bAt + 2 * L);
      FloatVector a0 = FloatVector.broadcast(S, a[aAt]);
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      FloatVector a1 = FloatVector.broadcast(S, a[aAt + 1]);
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      FloatVector a2 = FloatVector.broadcast(S, a[aAt + 2]);
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      aAt += 3;
      bAt += 3 * L;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + L);
    c02.intoArray(c, cAt + 2 * L);
    c10.intoArray(c, cAt + 3 * L);
    c11.intoArray(c, cAt + 4 * L);
    c12.intoArray(c, cAt + 5 * L);
    c20.intoArray(c, cAt + 6 * L);
    c21.intoArray(c, cAt + 7 * L);
    c22.intoArray(c, cAt + 8 * L);
  }
}
