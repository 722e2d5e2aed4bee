package dev.lanewise.activation;

/** {@code f(z) = z}: the layer that computes the scores has it. */
public record Identity() implements Activation {

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public float forward(float z) {
    return z;
  }

  @Override
  public float backward(float dout, float z, float out) {
    return dout;
  }
}
