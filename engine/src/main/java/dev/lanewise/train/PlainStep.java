package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Parameters;
import dev.lanewise.model.TrainableNet;
import java.util.ArrayList;
import java.util.List;

/**
 * Training steps of nets one after the other, by the readable form of the step, {@link
 * FullyConnectedNet}.
 */
public final class PlainStep implements TrainingStep {

  private final List<TrainableNet> nets;
  private final List<FullyConnectedNet> copies = new ArrayList<>();

  /**
   * A step for nets of any form.
   *
   * @param largestBatch the most rows of a batch, trained on or evaluated
   */
  public PlainStep(
      List<TrainableNet> nets, Kernels kernels, int largestBatch, Workspace workspace) {
    this.nets = List.copyOf(nets);
    for (TrainableNet net : nets) {
      copies.add(new FullyConnectedNet(net.values().spec(), kernels, workspace, largestBatch));
    }
  }

  @Override
  public void load() {
    for (int i = 0; i < copies.size(); i++) {
      TrainableNet net = nets.get(i);
      copies.get(i).parameters().copyFrom(net.values());
      copy(net.slots(), copies.get(i).slots(net.optimizer()));
    }
  }

  private static void copy(List<Parameters> from, List<Parameters> to) {
    for (int i = 0; i < from.size(); i++) {
      to.get(i).copyFrom(from.get(i));
    }
  }

  @Override
  public void train(
      double[] losses, Batch batch, Labels labels, double[] learningRates, long number) {
    for (int i = 0; i < copies.size(); i++) {
      TrainableNet net = nets.get(i);
      losses[i] =
          copies.get(i).step(batch, labels, net.optimizer(), learningRates[i], number, net.seed());
    }
  }

  @Override
  public void scores(List<Matrix> scores, Batch batch) {
    for (int i = 0; i < copies.size(); i++) {
      scores.get(i).copyFrom(copies.get(i).scores(batch));
    }
  }

  @Override
  public void store() {
    for (int i = 0; i < copies.size(); i++) {
      TrainableNet net = nets.get(i);
      net.values().copyFrom(copies.get(i).parameters());
      copy(copies.get(i).slots(net.optimizer()), net.slots());
    }
  }
}
