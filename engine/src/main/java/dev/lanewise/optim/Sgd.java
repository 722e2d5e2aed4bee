package dev.lanewise.optim;

/**
 * Stochastic gradient descent with L2: {@code w = fma(-rate, fma(reg, w, gradient), w)}, rate and
 * strength rounded to float32.
 */
public record Sgd() implements Optimizer {

  /** Index of the negative learning rate in the factors. */
  public static final int STEP = 0;

  /** Index of the L2 strength in the factors. */
  public static final int REG = 1;

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public int factors() {
    return 2;
  }

  @Override
  public void setFactors(
      float[] factors, double learningRate, double reg, boolean decays, long step) {
    factors[STEP] = (float) -learningRate;
    factors[REG] = (float) reg;
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    for (int i = from; i < to; i++) {
      w[i] = Math.fma(factors[STEP], Math.fma(factors[REG], w[i], gradient[i]), w[i]);
    }
  }
}
