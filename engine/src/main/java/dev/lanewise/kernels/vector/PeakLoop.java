package dev.lanewise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The FMA peak of the processor: independent chains of fma in registers, no memory. What a product
 * could reach at best with vectors of this width.
 *
 * <p>The accumulator is the addend, which C2 overwrites in place; as a factor it costs a move for
 * each fma (114 instead of 132 GFLOPS with AVX2 only). A processor with two FMA units of four
 * cycles needs 8 chains, one with four units 16; with 16 registers more than 14 chains spill. Which
 * number is the faster depends on C2 too.
 */
final class PeakLoop {

  private static final VectorSpecies<Float> SPECIES = Lanes.FLOAT;
  private static final int ITERATIONS = 4_000;

  private PeakLoop() {}

  /** Few chains, for 16 registers. */
  static final int FEW = 12;

  /** Many chains, for fma units that are many or slow. */
  static final int MANY = 24;

  /** Loops until {@code deadline}, by the system's nanosecond clock, and returns its flops. */
  static long flopsUntil(long deadline, int chains) {
    long calls = 0;
    float sum = 0;
    do {
      sum += chains == FEW ? run12(ITERATIONS) : run24(ITERATIONS);
      calls++;
    } while (System.nanoTime() < deadline);
    if (Float.isNaN(sum)) {
      throw new IllegalStateException("sums of a few thousand small numbers cannot be NaN");
    }
    return 2 * calls * ITERATIONS * chains * SPECIES.length();
  }

  private static float run12(int iterations) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.25f);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 0f);
    FloatVector a1 = FloatVector.broadcast(SPECIES, 1f);
    FloatVector a2 = FloatVector.broadcast(SPECIES, 2f);
    FloatVector a3 = FloatVector.broadcast(SPECIES, 3f);
    FloatVector a4 = FloatVector.broadcast(SPECIES, 4f);
    FloatVector a5 = FloatVector.broadcast(SPECIES, 5f);
    FloatVector a6 = FloatVector.broadcast(SPECIES, 6f);
    FloatVector a7 = FloatVector.broadcast(SPECIES, 7f);
    FloatVector a8 = FloatVector.broadcast(SPECIES, 8f);
    FloatVector a9 = FloatVector.broadcast(SPECIES, 9f);
    FloatVector a10 = FloatVector.broadcast(SPECIES, 10f);
    FloatVector a11 = FloatVector.broadcast(SPECIES, 11f);
    for (int i = 0; i < iterations; i++) {
      a0 = x.fma(y, a0);
      a1 = x.fma(y, a1);
      a2 = x.fma(y, a2);
      a3 = x.fma(y, a3);
      a4 = x.fma(y, a4);
      a5 = x.fma(y, a5);
      a6 = x.fma(y, a6);
      a7 = x.fma(y, a7);
      a8 = x.fma(y, a8);
      a9 = x.fma(y, a9);
      a10 = x.fma(y, a10);
      a11 = x.fma(y, a11);
    }
    return a0.add(a1)
        .add(a2)
        .add(a3)
        .add(a4)
        .add(a5)
        .add(a6)
        .add(a7)
        .add(a8)
        .add(a9)
        .add(a10)
        .add(a11)
        .reduceLanes(VectorOperators.ADD);
  }

  private static float run24(int iterations) {
    FloatVector x = FloatVector.broadcast(SPECIES, 0.5f);
    FloatVector y = FloatVector.broadcast(SPECIES, 0.25f);
    FloatVector a0 = FloatVector.broadcast(SPECIES, 0f);
    FloatVector a1 = FloatVector.broadcast(SPECIES, 1f);
    FloatVector a2 = FloatVector.broadcast(SPECIES, 2f);
    FloatVector a3 = FloatVector.broadcast(SPECIES, 3f);
    FloatVector a4 = FloatVector.broadcast(SPECIES, 4f);
    FloatVector a5 = FloatVector.broadcast(SPECIES, 5f);
    FloatVector a6 = FloatVector.broadcast(SPECIES, 6f);
    FloatVector a7 = FloatVector.broadcast(SPECIES, 7f);
    FloatVector a8 = FloatVector.broadcast(SPECIES, 8f);
    FloatVector a9 = FloatVector.broadcast(SPECIES, 9f);
    FloatVector a10 = FloatVector.broadcast(SPECIES, 10f);
    FloatVector a11 = FloatVector.broadcast(SPECIES, 11f);
    FloatVector a12 = FloatVector.broadcast(SPECIES, 12f);
    FloatVector a13 = FloatVector.broadcast(SPECIES, 13f);
    FloatVector a14 = FloatVector.broadcast(SPECIES, 14f);
    FloatVector a15 = FloatVector.broadcast(SPECIES, 15f);
    FloatVector a16 = FloatVector.broadcast(SPECIES, 16f);
    FloatVector a17 = FloatVector.broadcast(SPECIES, 17f);
    FloatVector a18 = FloatVector.broadcast(SPECIES, 18f);
    FloatVector a19 = FloatVector.broadcast(SPECIES, 19f);
    FloatVector a20 = FloatVector.broadcast(SPECIES, 20f);
    FloatVector a21 = FloatVector.broadcast(SPECIES, 21f);
    FloatVector a22 = FloatVector.broadcast(SPECIES, 22f);
    FloatVector a23 = FloatVector.broadcast(SPECIES, 23f);
    for (int i = 0; i < iterations; i++) {
      a0 = x.fma(y, a0);
      a1 = x.fma(y, a1);
      a2 = x.fma(y, a2);
      a3 = x.fma(y, a3);
      a4 = x.fma(y, a4);
      a5 = x.fma(y, a5);
      a6 = x.fma(y, a6);
      a7 = x.fma(y, a7);
      a8 = x.fma(y, a8);
      a9 = x.fma(y, a9);
      a10 = x.fma(y, a10);
      a11 = x.fma(y, a11);
      a12 = x.fma(y, a12);
      a13 = x.fma(y, a13);
      a14 = x.fma(y, a14);
      a15 = x.fma(y, a15);
      a16 = x.fma(y, a16);
      a17 = x.fma(y, a17);
      a18 = x.fma(y, a18);
      a19 = x.fma(y, a19);
      a20 = x.fma(y, a20);
      a21 = x.fma(y, a21);
      a22 = x.fma(y, a22);
      a23 = x.fma(y, a23);
    }
    return a0.add(a1)
        .add(a2)
        .add(a3)
        .add(a4)
        .add(a5)
        .add(a6)
        .add(a7)
        .add(a8)
        .add(a9)
        .add(a10)
        .add(a11)
        .add(a12)
        .add(a13)
        .add(a14)
        .add(a15)
        .add(a16)
        .add(a17)
        .add(a18)
        .add(a19)
        .add(a20)
        .add(a21)
        .add(a22)
        .add(a23)
        .reduceLanes(VectorOperators.ADD);
  }
}
