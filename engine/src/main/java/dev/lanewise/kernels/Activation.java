package dev.lanewise.kernels;

/**
 * The activation functions, one operation list each; docs/numerics is the specification. The
 * backward form reads the output, not the input, so a layer keeps one matrix.
 */
public enum Activation {
  /** {@code x}; the output layer has it. */
  IDENTITY,
  /** {@code max(x, 0)}: NaN stays NaN, -0 becomes +0. */
  RELU,
  /** {@code 1 / (1 + exp(-x))}. */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH;

  /** The function of one value. */
  public float apply(float x) {
    return switch (this) {
      case IDENTITY -> x;
      case RELU -> Math.max(x, 0f);
      case SIGMOID -> FloatMath.sigmoid(x);
      case TANH -> FloatMath.tanh(x);
    };
  }

  /**
   * The gradient of the input: {@code dout} times the derivative, which follows from the output.
   * ReLU selects and never multiplies, so an infinite {@code dout} behind a closed gate gives 0.
   */
  public float backward(float dout, float out) {
    return switch (this) {
      case IDENTITY -> dout;
      case RELU -> out > 0f ? dout : 0f;
      case SIGMOID -> dout * (out * (1f - out));
      case TANH -> dout * Math.fma(-out, out, 1f);
    };
  }
}
