package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Parameters;
import dev.lanewise.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Training steps of nets one after the other, by the readable form of the step, {@link
 * FullyConnectedNet}.
 */
public final class PlainStep implements TrainingStep {

  private final List<Parameters> nets;
  private final List<FullyConnectedNet> copies = new ArrayList<>();
  private final Optimizer optimizer;

  /**
   * A step for nets of any form.
   *
   * @param largestBatch the most rows of a batch, trained on or evaluated
   */
  public PlainStep(
      List<Parameters> nets,
      Optimizer optimizer,
      Kernels kernels,
      int largestBatch,
      Workspace workspace) {
    this.nets = List.copyOf(nets);
    this.optimizer = optimizer;
    for (Parameters net : nets) {
      copies.add(new FullyConnectedNet(net.spec(), kernels, workspace, largestBatch));
    }
  }

  @Override
  public void load() {
    for (int i = 0; i < copies.size(); i++) {
      copies.get(i).parameters().copyFrom(nets.get(i));
    }
  }

  @Override
  public void train(double[] losses, Rows batch, Labels labels, double[] learningRates) {
    for (int i = 0; i < copies.size(); i++) {
      losses[i] = copies.get(i).step(batch, labels, optimizer, learningRates[i]);
    }
  }

  @Override
  public void scores(List<Matrix> scores, Rows batch) {
    for (int i = 0; i < copies.size(); i++) {
      scores.get(i).copyFrom(copies.get(i).scores(batch));
    }
  }

  @Override
  public void store() {
    for (int i = 0; i < copies.size(); i++) {
      nets.get(i).copyFrom(copies.get(i).parameters());
    }
  }
}
