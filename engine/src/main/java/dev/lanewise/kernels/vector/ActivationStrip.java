package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Gelu;
import dev.lanewise.activation.Identity;
import dev.lanewise.activation.LeakyRelu;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Sigmoid;
import dev.lanewise.activation.Tanh;

/**
 * One activation on a strip: some rows of whole vectors. Callers choose the strip outside their
 * loops; a strip takes arrays and offsets, since a vector that crosses a virtual call becomes an
 * object. An activation gets a line in {@link #of}: a class of its own, or the scalar strip.
 */
interface ActivationStrip {

  /** The strip of an activation. */
  static ActivationStrip of(Activation activation) {
    return switch (activation) {
      case Identity _ -> IdentityStrip.IDENTITY;
      case Relu _ -> ReluStrip.RELU;
      case LeakyRelu _ -> LeakyReluStrip.LEAKY_RELU;
      case Sigmoid _ -> SigmoidStrip.SIGMOID;
      case Tanh _ -> TanhStrip.TANH;
      case Gelu _ -> GeluStrip.GELU;
      case Activation.Custom custom -> new ScalarStrip(custom);
    };
  }

  /**
   * Bias and activation: {@code out = f(z + bias)}.
   *
   * @param r z, bias and out. Modified: out.
   * @param columns whole vectors
   */
  void forward(ActivationRows r, int rows, int columns);

  /**
   * The gradient before the activation; see {@link Activation#backward}.
   *
   * @param r z and bias where the activation reads its input, out, dout and dz. Modified: dz.
   * @param columns whole vectors
   */
  void backward(ActivationRows r, int rows, int columns);
}
