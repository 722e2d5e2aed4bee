package dev.lanewise.optim;

/** The constants of a step in an array of their own. */
public final class Factors {

  private Factors() {}

  /** Those of a weight. */
  public static float[] of(Optimizer optimizer, double learningRate, double reg, long step) {
    float[] factors = new float[optimizer.factors()];
    optimizer.setFactors(factors, learningRate, reg, true, step);
    return factors;
  }
}
