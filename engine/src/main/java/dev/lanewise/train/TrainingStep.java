package dev.lanewise.train;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Rows;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.nn.Param;
import dev.lanewise.optim.UpdateRule;

/** One step in its readable form: forward, loss, backward, then every parameter moves. */
final class TrainingStep {

  private final FullyConnectedNet net;
  private final UpdateRule rule;

  TrainingStep(FullyConnectedNet net, UpdateRule rule) {
    this.net = net;
    this.rule = rule;
  }

  /** Trains on one batch; returns its loss, L2 included, before the update. */
  double run(Rows batch, Labels labels, double learningRate) {
    double loss = net.lossAndGradients(batch, labels);
    for (Param param : net.params()) {
      rule.update(param, learningRate);
    }
    return loss;
  }
}
