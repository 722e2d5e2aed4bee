package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * RMSProp (Hinton) in the form of PyTorch and cs231n, with epsilon outside the root: {@code v =
 * fma(1 - rho, g · g, rho · v)}, {@code w = fma(-rate, g / (sqrt(v) + epsilon), w)} with {@code g =
 * fma(reg, w, gradient)}.
 *
 * @param rho 0 to below 1: how much of the mean of squares stays after a step
 * @param epsilon above 0, as a float too
 */
public record RmsProp(double rho, double epsilon) implements Optimizer {

  /** Index of the negative learning rate in the factors. */
  public static final int STEP = 0;

  /** Index of the L2 strength in the factors. */
  public static final int REG = 1;

  /** Index of rho in the factors. */
  public static final int RHO = 2;

  /** Index of 1 - rho in the factors. */
  public static final int REST = 3;

  /** Index of epsilon in the factors. */
  public static final int EPSILON = 4;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public RmsProp {
    Ranges.requireBelowOne("rho", rho);
    Ranges.requirePositive("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "rmsprop";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("rho", rho), new Parameter("epsilon", epsilon));
  }

  @Override
  public Optimizer with(String parameter, double value) {
    return switch (parameter) {
      case "rho" -> new RmsProp(value, epsilon);
      case "epsilon" -> new RmsProp(rho, value);
      default -> this;
    };
  }

  @Override
  public List<String> slots() {
    return List.of("square");
  }

  @Override
  public int factors() {
    return 5;
  }

  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    factors[STEP] = (float) -learningRate;
    factors[REG] = (float) reg;
    factors[RHO] = (float) rho;
    factors[REST] = (float) (1 - rho);
    factors[EPSILON] = (float) epsilon;
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    float[] v = slots[0];
    for (int i = from; i < to; i++) {
      float g = Math.fma(factors[REG], w[i], gradient[i]);
      v[i] = Math.fma(factors[REST], g * g, factors[RHO] * v[i]);
      float divisor = (float) Math.sqrt(v[i]) + factors[EPSILON];
      w[i] = Math.fma(factors[STEP], g / divisor, w[i]);
    }
  }
}
