package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.FloatMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@link FloatMath} on vectors: operation for operation the same. */
final class VectorMath {

  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;
  private static final int SIGN = 0x80000000;

  private VectorMath() {}

  /** {@link FloatMath#exp}. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(FloatMath.EXP_LOWEST).min(FloatMath.EXP_HIGHEST);
    FloatVector shifted = clamped.fma(broadcast(FloatMath.LOG2_E), broadcast(FloatMath.ROUNDER));
    FloatVector n = shifted.sub(FloatMath.ROUNDER);
    FloatVector r = n.fma(broadcast(-FloatMath.LN2_HIGH), clamped);
    r = n.fma(broadcast(-FloatMath.LN2_LOW), r);
    FloatVector p = r.fma(broadcast(FloatMath.EXP_5), broadcast(FloatMath.EXP_4));
    p = p.fma(r, broadcast(FloatMath.EXP_3));
    p = p.fma(r, broadcast(FloatMath.EXP_2));
    p = p.fma(r, broadcast(FloatMath.EXP_1));
    p = p.fma(r, broadcast(FloatMath.EXP_0));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(FloatMath.ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    return p.mul(powerOfTwo(half)).mul(powerOfTwo(exponent.sub(half)));
  }

  private static FloatVector powerOfTwo(IntVector exponent) {
    return exponent
        .add(EXPONENT_BIAS)
        .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
        .reinterpretAsFloats();
  }

  /** {@link FloatMath#sigmoid}. */
  static FloatVector sigmoid(FloatVector x) {
    return broadcast(1f).div(exp(x.neg()).add(1f));
  }

  /** {@link FloatMath#tanh}. */
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = a.mul(a);
    FloatVector q = z.fma(broadcast(FloatMath.TANH_4), broadcast(FloatMath.TANH_3));
    q = q.fma(z, broadcast(FloatMath.TANH_2));
    q = q.fma(z, broadcast(FloatMath.TANH_1));
    q = q.fma(z, broadcast(FloatMath.TANH_0));
    FloatVector small = q.fma(z.mul(a), a);
    FloatVector large = broadcast(1f).sub(broadcast(2f).div(exp(a.add(a)).add(1f)));
    VectorMask<Float> isSmall = a.compare(VectorOperators.LT, FloatMath.TANH_SMALL);
    IntVector magnitude = large.blend(small, isSmall).reinterpretAsInts().and(~SIGN);
    return x.reinterpretAsInts().and(SIGN).or(magnitude).reinterpretAsFloats();
  }

  private static FloatVector broadcast(float value) {
    return FloatVector.broadcast(Lanes.FLOAT, value);
  }
}
