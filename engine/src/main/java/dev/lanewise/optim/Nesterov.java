package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Gradient descent with Nesterov's momentum, in PyTorch's form: the velocity {@code b} is that of
 * {@link Momentum}, and the step looks one step of it ahead: {@code w = fma(-rate, fma(momentum, b,
 * g), w)} with {@code g = fma(reg, w, gradient)}.
 *
 * @param momentum 0 to below 1: how much of the velocity stays after a step
 */
public record Nesterov(double momentum) implements Optimizer {

  /**
   * Checks the momentum.
   *
   * @throws IllegalArgumentException if it is out of range
   */
  public Nesterov {
    Ranges.requireBelowOne("momentum", momentum);
  }

  @Override
  public String name() {
    return "nesterov";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("momentum", momentum));
  }

  @Override
  public Optimizer with(String parameter, double value) {
    return parameter.equals("momentum") ? new Nesterov(value) : this;
  }

  private Momentum plain() {
    return new Momentum(momentum);
  }

  @Override
  public List<String> slots() {
    return plain().slots();
  }

  @Override
  public int factors() {
    return plain().factors();
  }

  /** Those of {@link Momentum}. */
  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    plain().setFactors(factors, learningRate, reg, decays, step);
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    float mu = factors[Momentum.MOMENTUM];
    float[] b = slots[0];
    for (int i = from; i < to; i++) {
      float g = Math.fma(factors[Momentum.REG], w[i], gradient[i]);
      b[i] = Math.fma(mu, b[i], g);
      w[i] = Math.fma(factors[Momentum.STEP], Math.fma(mu, b[i], g), w[i]);
    }
  }
}
