package dev.lanewise.activation;

import dev.lanewise.math.FloatMath;

/** {@code f(z) = 1 / (1 + exp(-z))}, the logistic function. */
public record Sigmoid() implements Activation {

  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public float forward(float z) {
    return FloatMath.sigmoid(z);
  }

  @Override
  public float backward(float dout, float z, float out) {
    return dout * (out * (1f - out));
  }
}
