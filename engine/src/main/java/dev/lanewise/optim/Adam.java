package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Adam (Kingma and Ba) in PyTorch's form, with the L2 gradient in {@code g = fma(reg, w,
 * gradient)}: {@code m = fma(1 - beta1, g - m, m)}, {@code v = fma(1 - beta2, g · g, beta2 · v)},
 * {@code w = fma(-a, m / fma(sqrt(v), 1 / c, epsilon), w)}. The constants of step t, {@code a =
 * rate / (1 - beta1^t)} and {@code c = sqrt(1 - beta2^t)}, are computed in double by StrictMath.
 *
 * @param beta1 0 to below 1: how much of the mean of gradients stays after a step
 * @param beta2 0 to below 1: how much of the mean of squares stays after a step
 * @param epsilon above 0, as a float too
 */
public record Adam(double beta1, double beta2, double epsilon) implements Optimizer {

  /** Index of -a in the factors. */
  public static final int STEP = 0;

  /** Index of the L2 strength in the factors. */
  public static final int REG = 1;

  /** Index of 1 - beta1 in the factors. */
  public static final int REST1 = 2;

  /** Index of beta2 in the factors. */
  public static final int BETA2 = 3;

  /** Index of 1 - beta2 in the factors. */
  public static final int REST2 = 4;

  /** Index of 1 / c in the factors. */
  public static final int INVERSE_C = 5;

  /** Index of epsilon in the factors. */
  public static final int EPSILON = 6;

  /** Index of what a weight is multiplied by before it moves, in the factors: 1 without decay. */
  public static final int KEEP = 7;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Adam {
    Ranges.requireBelowOne("beta1", beta1);
    Ranges.requireBelowOne("beta2", beta2);
    Ranges.requirePositive("epsilon", epsilon);
  }

  @Override
  public String name() {
    return "adam";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(
        new Parameter("beta1", beta1),
        new Parameter("beta2", beta2),
        new Parameter("epsilon", epsilon));
  }

  @Override
  public Optimizer with(String parameter, double value) {
    return switch (parameter) {
      case "beta1" -> new Adam(value, beta2, epsilon);
      case "beta2" -> new Adam(beta1, value, epsilon);
      case "epsilon" -> new Adam(beta1, beta2, value);
      default -> this;
    };
  }

  @Override
  public List<String> slots() {
    return List.of("mean", "square");
  }

  @Override
  public int factors() {
    return 8;
  }

  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    factors[STEP] = (float) (-learningRate / (1 - StrictMath.pow(beta1, (double) step)));
    factors[REG] = (float) reg;
    factors[REST1] = (float) (1 - beta1);
    factors[BETA2] = (float) beta2;
    factors[REST2] = (float) (1 - beta2);
    factors[INVERSE_C] = (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step)));
    factors[EPSILON] = (float) epsilon;
    factors[KEEP] = 1f;
  }

  /** Multiplies by {@link #KEEP}, which is exact for 1. */
  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    float[] m = slots[0];
    float[] v = slots[1];
    for (int i = from; i < to; i++) {
      float g = Math.fma(factors[REG], w[i], gradient[i]);
      m[i] = Math.fma(factors[REST1], g - m[i], m[i]);
      v[i] = Math.fma(factors[REST2], g * g, factors[BETA2] * v[i]);
      float divisor = Math.fma((float) Math.sqrt(v[i]), factors[INVERSE_C], factors[EPSILON]);
      w[i] = Math.fma(factors[STEP], m[i] / divisor, factors[KEEP] * w[i]);
    }
  }
}
