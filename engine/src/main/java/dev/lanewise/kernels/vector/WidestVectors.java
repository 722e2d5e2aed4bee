package dev.lanewise.kernels.vector;

import jdk.incubator.vector.VectorShape;

/** Asks the Vector API how wide this machine's vectors are. */
public final class WidestVectors {

  private static final int NARROWEST_BITS = 128;
  private static final int WIDEST_BITS = 512;

  private WidestVectors() {}

  /** The preferred width in bits, at most 512; 0 where there are no vectors of 128 bits or more. */
  public static int bits() {
    int bits = Math.min(VectorShape.preferredShape().vectorBitSize(), WIDEST_BITS);
    return bits >= NARROWEST_BITS ? Integer.highestOneBit(bits) : 0;
  }
}
