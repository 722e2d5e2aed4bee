package dev.lanewise.activation;

import dev.lanewise.math.FloatMath;

/** The hyperbolic tangent. */
public record Tanh() implements Activation {

  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public float forward(float z) {
    return FloatMath.tanh(z);
  }

  @Override
  public float backward(float dout, float z, float out) {
    return dout * Math.fma(-out, out, 1f);
  }
}
