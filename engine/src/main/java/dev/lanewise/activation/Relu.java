package dev.lanewise.activation;

/**
 * {@code f(z) = max(z, 0)}: NaN stays NaN, -0 becomes +0. The gradient selects and never
 * multiplies, so an infinite {@code dout} behind a closed gate gives 0.
 */
public record Relu() implements Activation {

  @Override
  public String name() {
    return "relu";
  }

  @Override
  public float forward(float z) {
    return Math.max(z, 0f);
  }

  @Override
  public float backward(float dout, float z, float out) {
    return out > 0f ? dout : 0f;
  }
}
