package dev.lanewise.optim;

/**
 * Stochastic gradient descent with L2: {@code w = fma(-rate, fma(reg, w, gradient), w)}, rate and
 * strength rounded to float32.
 */
public record Sgd() implements Optimizer {

  /** Index of the negative learning rate in {@link #factors}. */
  public static final int STEP = 0;

  /** Index of the L2 strength in {@link #factors}. */
  public static final int REG = 1;

  @Override
  public String name() {
    return "sgd";
  }

  @Override
  public float[] factors(double learningRate, double reg, long step) {
    return new float[] {(float) -learningRate, (float) reg};
  }

  @Override
  public void update(
      float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
    for (int i = from; i < to; i++) {
      w[i] = Math.fma(factors[STEP], Math.fma(factors[REG], w[i], gradient[i]), w[i]);
    }
  }
}
