package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter) in PyTorch's form: a weight is
 * multiplied by {@code 1 - rate · weightDecay}, then moves as {@link Adam} moves it. Biases do not
 * decay.
 *
 * @param beta1 0 to below 1: how much of the mean of gradients stays after a step
 * @param beta2 0 to below 1: how much of the mean of squares stays after a step
 * @param epsilon above 0, as a float too
 * @param weightDecay at least 0
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public AdamW {
    Ranges.requireBelowOne("beta1", beta1);
    Ranges.requireBelowOne("beta2", beta2);
    Ranges.requirePositive("epsilon", epsilon);
    Ranges.requireNotNegative("weight decay", weightDecay);
  }

  @Override
  public String name() {
    return "adamw";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("beta1", beta1),
        new Parameter("beta2", beta2),
        new Parameter("epsilon", epsilon),
        new Parameter("weightDecay", weightDecay));
  }

  @Override
  public Optimizer with(String parameter, double value) {
    return switch (parameter) {
      case "beta1" -> new AdamW(value, beta2, epsilon, weightDecay);
      case "beta2" -> new AdamW(beta1, value, epsilon, weightDecay);
      case "epsilon" -> new AdamW(beta1, beta2, value, weightDecay);
      case "weightDecay" -> new AdamW(beta1, beta2, epsilon, value);
      default -> this;
    };
  }

  private Adam adam() {
    return new Adam(beta1, beta2, epsilon);
  }

  @Override
  public List<String> slots() {
    return adam().slots();
  }

  @Override
  public int factors() {
    return adam().factors();
  }

  /** Those of {@link Adam}. */
  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    adam().setFactors(factors, learningRate, reg, decays, step);
    factors[Adam.KEEP] = decays ? (float) (1 - learningRate * weightDecay) : 1f;
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    adam().update(w, gradient, slots, from, to, factors);
  }
}
