package dev.lanewise.train;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.DataSets;
import dev.lanewise.data.Sampling;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.parallel.Parallel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Short training runs whose witnesses are compared: between backends and numbers of threads, with a
 * golden value, and, as a program, between JVMs.
 */
final class SmallRun {

  /** Tests run in the folder of their module. */
  private static final Path SAMPLE = Path.of("..", "data", "sample");

  private SmallRun() {}

  /** Two epochs, wide enough that products and updates are split over threads. */
  static String wide(Kernels kernels, Sampling sampling, Activation activation, long seed) {
    return ofBlobs(kernels, 410, 83, sampling, activation, seed);
  }

  /** Two epochs, for JVMs in which the Vector API is slow. */
  static String narrow(Kernels kernels) {
    return ofBlobs(kernels, 21, 10, Sampling.SHUFFLE, new Tanh(), 1);
  }

  private static String ofBlobs(
      Kernels kernels,
      int inputs,
      int hidden,
      Sampling sampling,
      Activation activation,
      long seed) {
    try (Workspace workspace = new Workspace()) {
      NetSpec spec =
          new NetSpec(
              inputs, List.of(hidden, 19), 7, activation, new SoftmaxCrossEntropy(), 0.05, 0.01);
      TrainingConfig config =
          TrainingConfig.DEFAULT
              .withLearningRate(0.05)
              .withSchedule(new EpochDecay(0.9))
              .withBatchSize(32)
              .withEpochs(2)
              .withSampling(sampling)
              .withSeed(seed);
      return witness(
          Blobs.dataSet(workspace, 80, inputs, spec.classes()),
          spec,
          Normalization.Kind.STANDARDIZE,
          config,
          kernels,
          workspace);
    }
  }

  /** One epoch on the first 2,000 images of the sample that ships, with the course's defaults. */
  static String ofTheSample(Kernels kernels) throws IOException {
    try (Workspace workspace = new Workspace()) {
      DataSet data = DataSets.open(SAMPLE, SplitSizes.DEFAULTS.withTrain(2000), workspace);
      return witness(
          data,
          NetSpec.twoLayer(data.inputs(), 20, data.classes()),
          Normalization.Kind.CENTER,
          TrainingConfig.DEFAULT.withEpochs(1),
          kernels,
          workspace);
    }
  }

  private static String witness(
      DataSet data,
      NetSpec spec,
      Normalization.Kind kind,
      TrainingConfig config,
      Kernels kernels,
      Workspace workspace) {
    Classifier classifier = Classifier.untrained(data, spec, kind, config, kernels, workspace);
    classifier.fit(data, config, TrainingListener.NONE);
    return WeightsDigest.of(classifier.net());
  }

  /** Prints the witness of {@link #narrow} for each width of this JVM, one a line. */
  public static void main(String[] args) {
    try (Parallel parallel = new Parallel(2)) {
      Widths.bits().forEach(bits -> System.out.println(narrow(Widths.kernels(bits, parallel))));
    }
  }
}
