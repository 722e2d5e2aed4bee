package dev.lanewise.examples;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingListener;

/** The engine in a program of your own: trains on arrays and classifies new samples. */
public final class EmbeddingExample {

  private EmbeddingExample() {}

  /** The class of each sample, (N,), and the probability of every class, (N, C). */
  public record Answer(int[] classes, float[][] probabilities) {}

  /**
   * Trains a net with one hidden layer and asks it about samples it has not seen.
   *
   * @param x training inputs, (N, D)
   * @param y their class ids from 0, (N,)
   * @param unseen new inputs, (M, D)
   */
  public static Answer trainAndPredict(float[][] x, int[] y, float[][] unseen) {
    try (Parallel parallel = Parallel.allCores();
        Workspace workspace = new Workspace()) {
      Kernels kernels = Backends.auto(parallel);
      DataSet data = DataSet.of("mine", Split.of(workspace, x, y));
      NetSpec net = NetSpec.twoLayer(data.inputs(), 32, data.classes()).withWeightScale(0.1);
      TrainingConfig config = TrainingConfig.DEFAULT.withLearningRate(0.1).withBatchSize(20);
      Normalization.Kind normalization = Normalization.Kind.STANDARDIZE;
      Classifier classifier =
          Classifier.untrained(data, net, normalization, config, kernels, workspace);
      classifier.fit(data, config, TrainingListener.NONE);
      return new Answer(classifier.classes(unseen), classifier.probabilities(unseen));
    }
  }
}
