package dev.lanewise.train;

import dev.lanewise.data.Sampling;

/**
 * How a net is trained.
 *
 * @param learningRate step of the first epoch
 * @param lrDecay factor on the learning rate after every epoch
 * @param batchSize samples of a step, B
 * @param epochs passes over the training set
 * @param sampling how batches are drawn
 * @param earlyStopping epochs without a better validation accuracy after which training stops; 0
 *     for never
 * @param seed of everything random
 */
public record SolverConfig(
    double learningRate,
    double lrDecay,
    int batchSize,
    int epochs,
    Sampling sampling,
    int earlyStopping,
    long seed) {

  /** The cs231n Solver's defaults with a learning rate of 1e-3, and seed 0. */
  public static final SolverConfig DEFAULT =
      new SolverConfig(1e-3, 1.0, 100, 10, Sampling.SHUFFLE, 0, 0);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public SolverConfig {
    positive("learning rate", learningRate);
    positive("learning rate decay", lrDecay);
    atLeast("batch size", 1, batchSize);
    atLeast("epochs", 1, epochs);
    atLeast("early stopping", 0, earlyStopping);
  }

  /** This configuration with another learning rate. */
  public SolverConfig withLearningRate(double rate) {
    return new SolverConfig(rate, lrDecay, batchSize, epochs, sampling, earlyStopping, seed);
  }

  /** This configuration with another factor on the learning rate. */
  public SolverConfig withLrDecay(double factor) {
    return new SolverConfig(learningRate, factor, batchSize, epochs, sampling, earlyStopping, seed);
  }

  /** This configuration with another way to draw batches. */
  public SolverConfig withSampling(Sampling other) {
    return new SolverConfig(learningRate, lrDecay, batchSize, epochs, other, earlyStopping, seed);
  }

  /** This configuration with another patience; 0 for none. */
  public SolverConfig withEarlyStopping(int patience) {
    return new SolverConfig(learningRate, lrDecay, batchSize, epochs, sampling, patience, seed);
  }

  /** This configuration with another number of epochs. */
  public SolverConfig withEpochs(int count) {
    return new SolverConfig(learningRate, lrDecay, batchSize, count, sampling, earlyStopping, seed);
  }

  /** This configuration with another batch size. */
  public SolverConfig withBatchSize(int size) {
    return new SolverConfig(learningRate, lrDecay, size, epochs, sampling, earlyStopping, seed);
  }

  /** This configuration with another seed. */
  public SolverConfig withSeed(long other) {
    return new SolverConfig(
        learningRate, lrDecay, batchSize, epochs, sampling, earlyStopping, other);
  }

  private static void positive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be above 0 and finite, got " + value);
    }
  }

  private static void atLeast(String name, int least, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }
  }
}
