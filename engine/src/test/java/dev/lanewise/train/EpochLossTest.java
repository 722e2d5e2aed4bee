package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.data.Batches;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Sampling;
import dev.lanewise.data.Split;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Twin;
import dev.lanewise.nn.ReferenceNet;
import dev.lanewise.nn.Widths;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Sgd;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run of the Solver beside the same run made step by step. */
class EpochLossTest {

  private static final int SIZE = 50;
  private static final int EPOCHS = 3;
  private static final double RATE = 0.1;
  private static final double DECAY = 0.5;

  @AutoClose private final Workspace workspace = new Workspace();

  private final DataSet data = Blobs.dataSet(workspace, SIZE);
  private final Normalization none = Normalization.none(workspace, Blobs.INPUTS);

  private FullyConnectedNet net() {
    NetSpec spec =
        new NetSpec(
            Blobs.INPUTS,
            List.of(7, 5),
            Blobs.CLASSES,
            new Tanh(),
            new SoftmaxCrossEntropy(),
            0.5,
            0.2);
    FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, SIZE);
    net.initialize(1);
    return net;
  }

  /** Batches of 16, 16, 16 and 2 samples when they are shuffled. */
  private List<Epoch> train(Sampling sampling) {
    TrainingConfig config =
        TrainingConfig.DEFAULT
            .withLearningRate(RATE)
            .withSchedule(new EpochDecay(DECAY))
            .withBatchSize(16)
            .withEpochs(EPOCHS)
            .withSampling(sampling)
            .withSeed(9);
    FullyConnectedNet net = net();
    return new Solver(net, data, none, config, workspace).train(TrainingListener.NONE).epochs();
  }

  /** Trains on one batch and returns its loss. */
  private interface Step {
    double run(Batch rows, Labels labels, double rate);
  }

  private double[] losses(Sampling sampling, Step step) {
    Batches batches = new Batches(data.train(), none, 16, sampling, 9, workspace);
    double[] losses = new double[EPOCHS];
    double rate = RATE;
    for (int e = 0; e < EPOCHS; e++) {
      batches.startEpoch(e);
      double sum = 0;
      long samples = 0;
      for (int s = 0; s < batches.steps(); s++) {
        Batch rows = batches.get(s);
        sum += step.run(rows, batches.labels(rows), rate) * rows.count();
        samples += rows.count();
      }
      assertEquals(sampling == Sampling.SHUFFLE ? 50 : 48, samples);
      losses[e] = sum / samples;
      rate *= DECAY;
    }
    return losses;
  }

  /** The very bits: Σ loss·n / Σ n in double over the steps, in order. */
  @ParameterizedTest
  @EnumSource
  void isTheWeightedMeanOfTheLossesOfTheSteps(Sampling sampling) {
    FullyConnectedNet net = net();
    double[] expected =
        losses(sampling, (rows, labels, rate) -> net.step(rows, labels, new Sgd(), rate, 1, 0));
    List<Epoch> epochs = train(sampling);
    for (int e = 0; e < EPOCHS; e++) {
      assertEquals(expected[e], epochs.get(e).loss());
    }
  }

  /** L2 and the decay of the rate included. */
  @ParameterizedTest
  @EnumSource
  void followsTheReferenceInDoublePrecision(Sampling sampling) {
    ReferenceNet reference = Twin.of(net());
    double[] expected =
        losses(
            sampling, (rows, labels, rate) -> reference.step(values(rows), labels.toArray(), rate));
    List<Epoch> epochs = train(sampling);
    for (int e = 0; e < EPOCHS; e++) {
      assertEquals(expected[e], epochs.get(e).loss(), 1e-6 * expected[e]);
    }
  }

  private static double[] values(Batch rows) {
    float[][] points = Blobs.points(1, SIZE);
    double[] values = new double[rows.count() * Blobs.INPUTS];
    for (int i = 0; i < values.length; i++) {
      values[i] = points[rows.sourceRow(i / Blobs.INPUTS)][i % Blobs.INPUTS];
    }
    return values;
  }

  /** Leaves all parameters as they are. */
  private record NoUpdate() implements Optimizer.Custom {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public int factors() {
      return 0;
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {}

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {}
  }

  /** More than 1,000 training samples: accuracy is taken over one sample of them, the run's own. */
  @Test
  void trainAccuracyIsTakenOverTheRunsOwnSample() {
    int[] labels = new int[1500];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 5 == 0 ? 1 : 0;
    }
    Split split = new Split(workspace.matrix(labels.length, 1), workspace.labels(labels));
    NetSpec spec = new NetSpec(1, List.of(), 2, new Relu(), new SoftmaxCrossEntropy(), 0, 0);
    for (long seed : new long[] {0, 1}) {
      // All inputs and weights are 0 and stay so; without an update every sample is of class 0.
      FullyConnectedNet net = new FullyConnectedNet(spec, Widths.scalar(), workspace, 500);
      TrainingConfig config =
          TrainingConfig.DEFAULT
              .withLearningRate(1)
              .withBatchSize(500)
              .withEpochs(3)
              .withSeed(seed);
      TrainingResult result =
          new Solver(
                  net,
                  DataSet.of("zeros", split),
                  Normalization.none(workspace, 1),
                  config.withOptimizer(new NoUpdate()),
                  workspace)
              .train(TrainingListener.NONE);
      double right = 0;
      for (int i : Batches.accuracySample(labels.length, 1000, seed)) {
        right += 1 - labels[i];
      }
      assertTrue(right != 800, "a sample that is told from the whole split");
      for (Epoch epoch : result.epochs()) {
        assertEquals(right / 1000, epoch.trainAccuracy());
      }
      assertEquals(0.8, result.trainAccuracy(), "at the end over all");
    }
  }
}
