package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;

import dev.lanewise.math.FloatMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link FloatMath} on vectors: operation for operation the same. No method here calls a small one
 * that returns a vector: C2 left such a call in place in some JVMs, and its vectors were objects.
 */
final class VectorMath {

  private static final int EXPONENT_BIAS = 127;
  private static final int MANTISSA_BITS = 23;
  private static final int SIGN = 0x80000000;

  private VectorMath() {}

  /** {@link FloatMath#exp}. */
  static FloatVector exp(FloatVector x) {
    FloatVector clamped = x.max(FloatMath.EXP_LOWEST).min(FloatMath.EXP_HIGHEST);
    FloatVector shifted =
        clamped.fma(
            FloatVector.broadcast(FLOAT, FloatMath.LOG2_E),
            FloatVector.broadcast(FLOAT, FloatMath.ROUNDER));
    FloatVector n = shifted.sub(FloatMath.ROUNDER);
    FloatVector r = n.fma(FloatVector.broadcast(FLOAT, -FloatMath.LN2_HIGH), clamped);
    r = n.fma(FloatVector.broadcast(FLOAT, -FloatMath.LN2_LOW), r);
    FloatVector p =
        r.fma(
            FloatVector.broadcast(FLOAT, FloatMath.EXP_5),
            FloatVector.broadcast(FLOAT, FloatMath.EXP_4));
    p = p.fma(r, FloatVector.broadcast(FLOAT, FloatMath.EXP_3));
    p = p.fma(r, FloatVector.broadcast(FLOAT, FloatMath.EXP_2));
    p = p.fma(r, FloatVector.broadcast(FLOAT, FloatMath.EXP_1));
    p = p.fma(r, FloatVector.broadcast(FLOAT, FloatMath.EXP_0));
    p = p.fma(r.mul(r), r).add(1f);
    IntVector exponent = shifted.reinterpretAsInts().sub(FloatMath.ROUNDER_BITS);
    IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
    IntVector rest = exponent.sub(half);
    FloatVector first =
        half.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
    FloatVector second =
        rest.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
    return p.mul(first).mul(second);
  }

  /** {@link FloatMath#sigmoid}. */
  static FloatVector sigmoid(FloatVector x) {
    return FloatVector.broadcast(FLOAT, 1f).div(exp(x.neg()).add(1f));
  }

  /** {@link FloatMath#tanh}. */
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs();
    FloatVector z = a.mul(a);
    FloatVector q =
        z.fma(
            FloatVector.broadcast(FLOAT, FloatMath.TANH_4),
            FloatVector.broadcast(FLOAT, FloatMath.TANH_3));
    q = q.fma(z, FloatVector.broadcast(FLOAT, FloatMath.TANH_2));
    q = q.fma(z, FloatVector.broadcast(FLOAT, FloatMath.TANH_1));
    q = q.fma(z, FloatVector.broadcast(FLOAT, FloatMath.TANH_0));
    FloatVector small = q.fma(z.mul(a), a);
    FloatVector large =
        FloatVector.broadcast(FLOAT, 1f)
            .sub(FloatVector.broadcast(FLOAT, 2f).div(exp(a.add(a)).add(1f)));
    VectorMask<Float> isSmall = a.compare(VectorOperators.LT, FloatMath.TANH_SMALL);
    IntVector magnitude = large.blend(small, isSmall).reinterpretAsInts().and(~SIGN);
    return x.reinterpretAsInts().and(SIGN).or(magnitude).reinterpretAsFloats();
  }

  /**
   * {@link FloatMath#erf} of some values, in place. A pass by itself, since erf beside another exp
   * in one loop passes C2's limit of nodes, and one of them stays a call. With more than 325 bytes
   * of code C2 does not inline it.
   *
   * @param values the first {@code count}, whole vectors. Modified.
   */
  static void erf(float[] values, int count) {
    for (int i = 0; i < count; i += FLOAT.length()) {
      FloatVector x = FloatVector.fromArray(FLOAT, values, i);
      FloatVector a = x.abs();
      FloatVector z = a.mul(a);
      FloatVector p =
          z.fma(
              FloatVector.broadcast(FLOAT, FloatMath.ERF_P6),
              FloatVector.broadcast(FLOAT, FloatMath.ERF_P5));
      p = p.fma(z, FloatVector.broadcast(FLOAT, FloatMath.ERF_P4));
      p = p.fma(z, FloatVector.broadcast(FLOAT, FloatMath.ERF_P3));
      p = p.fma(z, FloatVector.broadcast(FLOAT, FloatMath.ERF_P2));
      p = p.fma(z, FloatVector.broadcast(FLOAT, FloatMath.ERF_P1));
      p = p.fma(z, FloatVector.broadcast(FLOAT, FloatMath.ERF_P0));
      FloatVector small = p.fma(a, a);
      FloatVector b = a.min(FloatVector.broadcast(FLOAT, FloatMath.ERF_ONE));
      FloatVector q =
          b.fma(
              FloatVector.broadcast(FLOAT, FloatMath.ERF_Q5),
              FloatVector.broadcast(FLOAT, FloatMath.ERF_Q4));
      q = q.fma(b, FloatVector.broadcast(FLOAT, FloatMath.ERF_Q3));
      q = q.fma(b, FloatVector.broadcast(FLOAT, FloatMath.ERF_Q2));
      q = q.fma(b, FloatVector.broadcast(FLOAT, FloatMath.ERF_Q1));
      q = q.fma(b, FloatVector.broadcast(FLOAT, FloatMath.ERF_Q0));
      FloatVector large = FloatVector.broadcast(FLOAT, 1f).sub(exp(q.fma(b, b.neg())));
      FloatVector limit = FloatVector.broadcast(FLOAT, FloatMath.ERF_SMALL);
      VectorMask<Float> isSmall = a.compare(VectorOperators.LT, limit);
      IntVector magnitude = large.blend(small, isSmall).reinterpretAsInts().and(~SIGN);
      IntVector sign = x.reinterpretAsInts().and(SIGN);
      sign.or(magnitude).reinterpretAsFloats().intoArray(values, i);
    }
  }
}
