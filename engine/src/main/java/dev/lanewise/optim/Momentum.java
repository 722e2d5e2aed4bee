package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Gradient descent with a velocity, in PyTorch's form: a new learning rate applies to the whole
 * velocity. {@code b = fma(momentum, b, g)}, {@code w = fma(-rate, b, w)} with {@code g = fma(reg,
 * w, gradient)}.
 *
 * @param momentum 0 to below 1: how much of the velocity stays after a step
 */
public record Momentum(double momentum) implements Optimizer {

  /** Index of the negative learning rate in the factors. */
  public static final int STEP = 0;

  /** Index of the L2 strength in the factors. */
  public static final int REG = 1;

  /** Index of the momentum in the factors. */
  public static final int MOMENTUM = 2;

  /**
   * Checks the momentum.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Momentum {
    Ranges.requireBelowOne("momentum", momentum);
  }

  @Override
  public String name() {
    return "momentum";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("momentum", momentum));
  }

  @Override
  public Optimizer with(String parameter, double value) {
    return parameter.equals("momentum") ? new Momentum(value) : this;
  }

  @Override
  public List<String> slots() {
    return List.of("velocity");
  }

  @Override
  public int factors() {
    return 3;
  }

  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    factors[STEP] = (float) -learningRate;
    factors[REG] = (float) reg;
    factors[MOMENTUM] = (float) momentum;
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    float[] b = slots[0];
    for (int i = from; i < to; i++) {
      float g = Math.fma(factors[REG], w[i], gradient[i]);
      b[i] = Math.fma(factors[MOMENTUM], b[i], g);
      w[i] = Math.fma(factors[STEP], b[i], w[i]);
    }
  }
}
