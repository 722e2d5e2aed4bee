package dev.lanewise.train;

import dev.lanewise.activation.Tanh;
import dev.lanewise.check.GradientCheck;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.List;

/**
 * A quick check that the engine computes rightly on this machine: two backends train a small net to
 * the same bits, and gradients agree with centred differences.
 */
public final class SelfCheck {

  private static final int SAMPLES = 200;
  private static final int INPUTS = 37;
  private static final int CLASSES = 5;
  private static final int VALUES = 10; // a few of each parameter

  private SelfCheck() {}

  /** The witness of a small net trained for three epochs; equal on every backend. */
  public static String witness(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      DataSet data = DataSet.of("self-check", samples(workspace));
      NetSpec spec = NetSpec.twoLayer(INPUTS, 23, CLASSES).withWeightScale(0.1).withReg(0.01);
      TrainingConfig config =
          TrainingConfig.DEFAULT
              .withLearningRate(0.1)
              .withSchedule(new EpochDecay(0.9))
              .withBatchSize(32)
              .withEpochs(3)
              .withSeed(1);
      Classifier classifier =
          Classifier.untrained(
              data, spec, Normalization.Kind.STANDARDIZE, config, kernels, workspace);
      classifier.fit(data, config, TrainingListener.NONE);
      return WeightsDigest.of(classifier.net());
    }
  }

  /** The largest error of the gradients of a small smooth net; see {@link GradientCheck}. */
  public static double gradientError(Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Split split = samples(workspace);
      NetSpec spec =
          new NetSpec(
              INPUTS, List.of(11), CLASSES, new Tanh(), new SoftmaxCrossEntropy(), 0.3, 0.1);
      FullyConnectedNet net = new FullyConnectedNet(spec, kernels, workspace, SAMPLES);
      net.initialize(2);
      Batch rows = Batch.all(split.samples(), Normalization.none(workspace, INPUTS));
      return GradientCheck.of(net, rows, split.labels(), VALUES, 2).largestError();
    }
  }

  /** Whether {@link #gradientError} is small enough for right gradients. */
  public static boolean acceptable(double gradientError) {
    return gradientError <= GradientCheck.TOLERANCE;
  }

  /** Random points whose class shifts their mean. */
  private static Split samples(Workspace workspace) {
    CounterRandom random = new CounterRandom(3, Purpose.WEIGHTS);
    float[][] x = new float[SAMPLES][INPUTS];
    int[] y = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      y[i] = i % CLASSES;
      for (int j = 0; j < INPUTS; j++) {
        double shift = j % CLASSES == y[i] ? 0.5 : 0;
        x[i][j] = (float) (random.gaussian((long) i * INPUTS + j) + shift);
      }
    }
    return Split.of(workspace, x, y);
  }
}
