package dev.lanewise.activation;

/**
 * {@code f(z) = z} where z is above 0, else {@code 0.01 · z}: NaN stays NaN, -0 stays -0. The
 * gradient selects by the output, whose sign is that of z.
 */
public record LeakyRelu() implements Activation {

  /** Slope below 0. */
  public static final float SLOPE = 0.01f;

  @Override
  public String name() {
    return "leaky-relu";
  }

  @Override
  public float forward(float z) {
    return z > 0f ? z : SLOPE * z;
  }

  @Override
  public float backward(float dout, float z, float out) {
    return out > 0f ? dout : SLOPE * dout;
  }
}
