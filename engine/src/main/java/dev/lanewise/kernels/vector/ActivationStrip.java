package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Activation;
import java.lang.foreign.MemorySegment;

/**
 * One activation on a strip: some rows of whole vectors. Callers choose the strip outside their
 * loops; a strip takes arrays and offsets, since a vector that crosses a virtual call becomes an
 * object. An activation gets a class of its own and a line in {@link #of}.
 */
sealed interface ActivationStrip permits IdentityStrip, ReluStrip, SigmoidStrip, TanhStrip {

  /** The strip of an activation. */
  static ActivationStrip of(Activation activation) {
    return switch (activation) {
      case IDENTITY -> IdentityStrip.IDENTITY;
      case RELU -> ReluStrip.RELU;
      case SIGMOID -> SigmoidStrip.SIGMOID;
      case TANH -> TanhStrip.TANH;
    };
  }

  /**
   * Bias and activation: {@code out = f(z + bias)}.
   *
   * @param out rows from index {@code to} on, {@code outStride} floats apart. Modified.
   * @param z rows from index {@code from} on, {@code zStride} floats apart
   * @param bias of the columns, from {@code column} on
   * @param columns whole vectors
   */
  void forward(
      float[] out,
      int to,
      int outStride,
      float[] z,
      int from,
      int zStride,
      float[] bias,
      int column,
      int rows,
      int columns);

  /**
   * The gradient before the activation; see {@link Activation#backward}.
   *
   * @param dz rows from byte {@code to} on, {@code dzStride} bytes apart. Modified.
   * @param dh gradient of the outputs, from byte {@code from} on, {@code dhStride} bytes apart
   * @param h the outputs, packed, from index {@code at} on
   * @param columns whole vectors
   */
  void backward(
      MemorySegment dz,
      long to,
      long dzStride,
      MemorySegment dh,
      long from,
      long dhStride,
      float[] h,
      int at,
      int rows,
      int columns);
}
