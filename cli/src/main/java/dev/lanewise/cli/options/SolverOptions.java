package dev.lanewise.cli.options;

import dev.lanewise.train.TrainingConfig;
import picocli.CommandLine.Option;

/** How a net is trained. */
public final class SolverOptions {

  /** The update rules. */
  enum Optimizer {
    SGD
  }

  @Option(
      names = "--optimizer",
      paramLabel = "sgd",
      description = "How weights move along their gradient. Default: sgd.")
  Optimizer optimizer = Optimizer.SGD;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Size of a step. Default: 1e-3.")
  double learningRate = 1e-3;

  @Option(
      names = "--lr-decay",
      paramLabel = "F",
      description = "Multiplies the learning rate after every epoch. Default: 1.")
  double lrDecay = 1.0;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "Samples of a step, at most the training set. Default: 100.")
  int batchSize = 100;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the training set. Default: 10.")
  int epochs = 10;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "One seed gives one model, bit for bit, on any machine. Default: 0.")
  long seed;

  /**
   * The configuration of the run.
   *
   * @throws IllegalArgumentException if an option is out of range
   */
  public TrainingConfig config(RunOptions run) {
    return TrainingConfig.DEFAULT
        .withLearningRate(learningRate)
        .withLrDecay(lrDecay)
        .withBatchSize(batchSize)
        .withEpochs(epochs)
        .withSampling(run.sampling())
        .withEarlyStopping(run.earlyStopping())
        .withSeed(seed);
  }
}
