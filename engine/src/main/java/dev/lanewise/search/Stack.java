package dev.lanewise.search;

import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.optim.Sgd;
import dev.lanewise.train.TrainingStep;
import java.util.List;

/** Nets that train on the same batches: some side by side, or one alone. */
interface Stack {

  /** Trains all members on one batch. {@code losses} gets the loss of each. */
  void train(double[] losses, Rows rows, Labels labels, double[] learningRates);

  /** The scores of all members, (N, C) each. Modified: scores. */
  void scores(List<Matrix> scores, Rows rows);

  /** Brings the parameters back to the runs. Modified: the values of each run. */
  void takeParameters();

  /** The stack of some runs that have begun; of one only, unless its step can be fused. */
  static Stack of(List<Run> runs, Kernels kernels, Workspace workspace) {
    return runs.getFirst().stacks(kernels)
        ? new SideBySide(runs, kernels, workspace)
        : new Alone(runs.getFirst(), kernels, workspace);
  }

  /** Nets of any depth whose steps are fused. */
  final class SideBySide implements Stack {

    private final FusedStep step;

    private SideBySide(List<Run> runs, Kernels kernels, Workspace workspace) {
      NetArray nets = new NetArray(runs.stream().map(Run::member).toList());
      int largestBatch = runs.getFirst().config().batchSize();
      this.step = kernels.fusedStep(nets, largestBatch, workspace).orElseThrow();
      step.load();
    }

    @Override
    public void train(double[] losses, Rows rows, Labels labels, double[] learningRates) {
      step.train(losses, rows, labels, learningRates);
    }

    @Override
    public void scores(List<Matrix> scores, Rows rows) {
      step.scores(scores, rows);
    }

    @Override
    public void takeParameters() {
      step.store();
    }
  }

  /** A net that trains by the plain step. */
  final class Alone implements Stack {

    private final Run run;
    private final FullyConnectedNet net;
    private final TrainingStep step;

    private Alone(Run run, Kernels kernels, Workspace workspace) {
      this.run = run;
      this.net = new FullyConnectedNet(run.net(), kernels, workspace, run.largestBatch());
      this.step = TrainingStep.plain(net, new Sgd(kernels));
      for (int i = 0; i < run.values().size(); i++) {
        net.params().get(i).value().copyFrom(run.values().get(i));
      }
    }

    @Override
    public void train(double[] losses, Rows rows, Labels labels, double[] learningRates) {
      losses[0] = step.run(rows, labels, learningRates[0]);
    }

    @Override
    public void scores(List<Matrix> scores, Rows rows) {
      scores.getFirst().copyFrom(step.scores(rows));
    }

    @Override
    public void takeParameters() {
      for (int i = 0; i < run.values().size(); i++) {
        run.values().get(i).copyFrom(net.params().get(i).value());
      }
    }
  }
}
