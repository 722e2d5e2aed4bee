package dev.lanewise.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Relu;
import dev.lanewise.activation.Tanh;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import dev.lanewise.nn.EveryWidth;
import dev.lanewise.optim.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A fused step that diverged and is loaded again is as good as a new one. */
class LoadAfterDivergenceTest {

  private static final int BATCH = 9;

  /** Widths with tails at every vector width, and nets of several depths side by side. */
  @EveryWidth
  void isLikeAFreshStep(Kernels kernels) {
    for (Activation activation : List.of(new Relu(), new Tanh())) {
      for (int width : new int[] {1, 3, 5, 13, 17, 31, 50}) {
        requireFresh(kernels, activation, 7, 3, List.of(List.of(width)));
        requireFresh(kernels, activation, 19, 10, List.of(List.of(width, 6), List.of(3, width)));
        requireFresh(kernels, activation, 33, 5, List.of(List.of(), List.of(width), List.of(9)));
      }
    }
  }

  private static void requireFresh(
      Kernels kernels, Activation activation, int inputs, int classes, List<List<Integer>> nets) {
    try (Workspace workspace = new Workspace()) {
      SplittableRandom random = new SplittableRandom(3);
      Pixels pixels = workspace.pixels(BATCH, inputs);
      byte[] bytes = new byte[BATCH * inputs];
      random.nextBytes(bytes);
      pixels.segment().asByteBuffer().put(bytes);
      Batch rows = Batch.all(pixels, Normalization.unit(workspace, inputs));
      Labels labels = workspace.labels(random.ints(BATCH, 0, classes).toArray());
      List<Parameters> first = parameters(activation, inputs, classes, nets, workspace);
      List<Parameters> second = parameters(activation, inputs, classes, nets, workspace);
      TrainingStep used = step(kernels, first, workspace);
      used.load();
      for (int i = 0; i < 4; i++) {
        train(used, nets.size(), rows, labels, 1e38);
      }
      used.store();
      for (int i = 0; i < nets.size(); i++) {
        assertFalse(Float.isFinite(first.get(i).weights(0).get(0, 0)), "diverged");
        first.get(i).copyFrom(second.get(i));
      }
      used.load();
      TrainingStep fresh = step(kernels, second, workspace);
      fresh.load();
      for (int i = 0; i < 2; i++) {
        assertArrayEquals(
            train(fresh, nets.size(), rows, labels, 0.1),
            train(used, nets.size(), rows, labels, 0.1));
        assertArrayEquals(
            scores(fresh, nets.size(), rows, classes, workspace),
            scores(used, nets.size(), rows, classes, workspace));
      }
      fresh.store();
      used.store();
      for (int i = 0; i < nets.size(); i++) {
        for (int value = 0; value < first.get(i).values().size(); value++) {
          assertArrayEquals(
              second.get(i).values().get(value).toArray(),
              first.get(i).values().get(value).toArray(),
              Parameters.name(value) + " of net " + i + " of " + nets);
        }
      }
    }
  }

  private static List<Parameters> parameters(
      Activation activation,
      int inputs,
      int classes,
      List<List<Integer>> nets,
      Workspace workspace) {
    return nets.stream()
        .map(hidden -> {
          NetSpec spec =
              new NetSpec(inputs, hidden, classes, activation, new SoftmaxCrossEntropy(), 0.5, 0.1);
          Parameters net = Parameters.zeros(spec, workspace);
          net.initialize(5, 1);
          return net;
        })
        .toList();
  }

  private static TrainingStep step(Kernels kernels, List<Parameters> nets, Workspace workspace) {
    List<TrainableNet> trained =
        nets.stream().map(net -> TrainableNet.of(net, new Sgd(), 0, workspace)).toList();
    return TrainingSteps.of(trained, kernels, BATCH, BATCH, workspace);
  }

  private static double[] train(
      TrainingStep step, int nets, Batch rows, Labels labels, double learningRate) {
    double[] losses = new double[nets];
    double[] rates = new double[nets];
    Arrays.fill(rates, learningRate);
    step.train(losses, rows, labels, rates, 1);
    return losses;
  }

  private static float[][] scores(
      TrainingStep step, int nets, Batch rows, int classes, Workspace workspace) {
    List<Matrix> scores =
        Stream.generate(() -> workspace.matrix(BATCH, classes)).limit(nets).toList();
    step.scores(scores, rows);
    return scores.stream().map(Matrix::toArray).toArray(float[][]::new);
  }
}
