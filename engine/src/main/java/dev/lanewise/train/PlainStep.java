package dev.lanewise.train;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.Parameters;
import dev.lanewise.nn.Param;
import dev.lanewise.optim.UpdateRule;
import java.util.ArrayList;
import java.util.List;

/** The readable form of the step: forward, loss, backward, then every parameter moves. */
public final class PlainStep implements TrainingStep {

  private final List<Parameters> nets;
  private final List<FullyConnectedNet> copies = new ArrayList<>();
  private final UpdateRule rule;

  /**
   * A step for nets of any form.
   *
   * @param largestBatch the most rows of a batch, trained on or evaluated
   */
  public PlainStep(
      List<Parameters> nets,
      UpdateRule rule,
      Kernels kernels,
      int largestBatch,
      Workspace workspace) {
    this.nets = List.copyOf(nets);
    this.rule = rule;
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
      FullyConnectedNet net = copies.get(i);
      losses[i] = net.lossAndGradients(batch, labels);
      for (Param param : net.params()) {
        rule.update(param, learningRates[i]);
      }
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
