package dev.lanewise.search;

import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.optim.Sgd;
import dev.lanewise.train.TrainingStep;
import java.util.ArrayList;
import java.util.List;

/** Nets that train on the same batches: some side by side as one wide net, or one alone. */
interface Stack {

  /** Trains all members on one batch. {@code losses} gets the loss of each. */
  void train(double[] losses, Rows rows, Labels labels, double[] learningRates);

  /** The scores of all members, (N, C) each. Modified: scores. */
  void scores(List<Matrix> scores, Rows rows);

  /** Brings the parameters back to the runs. Modified: the values of each run. */
  void takeParameters();

  /** The stack of some runs that have begun; of one only, unless its net can be stacked. */
  static Stack of(List<Run> runs, Kernels kernels, Workspace workspace) {
    return runs.getFirst().stacks(kernels)
        ? new SideBySide(runs, kernels, workspace)
        : new Alone(runs.getFirst(), kernels, workspace);
  }

  /** Nets with one hidden layer, their first layers side by side. */
  final class SideBySide implements Stack {

    private final List<Run> runs;
    private final Matrix w1; // (D, sum of H)
    private final Matrix b1; // (1, sum of H)
    private final FusedStep step;

    private SideBySide(List<Run> runs, Kernels kernels, Workspace workspace) {
      this.runs = List.copyOf(runs);
      Run first = runs.getFirst();
      int hidden = runs.stream().mapToInt(run -> run.net().layerOutputs(0)).sum();
      this.w1 = workspace.matrix(first.net().inputs(), hidden);
      this.b1 = workspace.matrix(1, hidden);
      List<NetStack.Output> outputs = new ArrayList<>();
      int column = 0;
      for (Run run : runs) {
        int next = column + run.net().layerOutputs(0);
        w1.columnSlice(column, next).copyFrom(run.values().get(0));
        b1.columnSlice(column, next).copyFrom(run.values().get(1));
        outputs.add(
            new NetStack.Output(
                run.values().get(2), run.values().get(3), run.net().loss(), run.net().reg()));
        column = next;
      }
      NetStack nets = new NetStack(w1, b1, first.net().activation(), outputs);
      this.step = kernels.fusedStep(nets, first.config().batchSize(), workspace).orElseThrow();
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
      int column = 0;
      for (Run run : runs) {
        int next = column + run.net().layerOutputs(0);
        run.values().get(0).copyFrom(w1.columnSlice(column, next));
        run.values().get(1).copyFrom(b1.columnSlice(column, next));
        column = next;
      }
    }
  }

  /** A net of any form. */
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
