package dev.lanewise.train;

import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.model.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fused form of the step: nets with one hidden layer, their first layers side by side. */
final class FusedTraining implements TrainingStep {

  private final List<Parameters> nets;
  private final Matrix w1; // (D, sum of H)
  private final Matrix b1; // (1, sum of H)
  private final FusedStep step;

  private FusedTraining(List<Parameters> nets, Matrix w1, Matrix b1, FusedStep step) {
    this.nets = List.copyOf(nets);
    this.w1 = w1;
    this.b1 = b1;
    this.step = step;
  }

  /** The step of some nets; empty if the kernels do not fuse them. */
  static Optional<TrainingStep> of(
      List<Parameters> nets, Kernels kernels, int largestBatch, Workspace workspace) {
    NetSpec first = nets.getFirst().spec();
    int hidden = 0;
    for (Parameters net : nets) {
      if (net.spec().layers() != 2 || net.spec().activation() != first.activation()) {
        return Optional.empty();
      }
      hidden += net.spec().layerOutputs(0);
    }
    if (!kernels.fuses(first.inputs(), hidden, first.classes(), largestBatch)) {
      return Optional.empty();
    }
    boolean one = nets.size() == 1;
    Matrix w1 = one ? nets.getFirst().weights(0) : workspace.matrix(first.inputs(), hidden);
    Matrix b1 = one ? nets.getFirst().bias(0) : workspace.matrix(1, hidden);
    List<NetStack.Output> outputs = new ArrayList<>();
    for (Parameters net : nets) {
      outputs.add(
          new NetStack.Output(
              net.weights(1), net.bias(1), net.spec().loss(), net.spec().reg()));
    }
    NetStack stack = new NetStack(w1, b1, first.activation(), outputs);
    return kernels
        .fusedStep(stack, largestBatch, workspace)
        .map(step -> new FusedTraining(nets, w1, b1, step));
  }

  @Override
  public void load() {
    if (nets.size() > 1) {
      int column = 0;
      for (Parameters net : nets) {
        int next = column + net.spec().layerOutputs(0);
        w1.columnSlice(column, next).copyFrom(net.weights(0));
        b1.columnSlice(column, next).copyFrom(net.bias(0));
        column = next;
      }
    }
    step.load();
  }

  @Override
  public void train(double[] losses, Rows batch, Labels labels, double[] learningRates) {
    step.train(losses, batch, labels, learningRates);
  }

  @Override
  public void scores(List<Matrix> scores, Rows batch) {
    step.scores(scores, batch);
  }

  @Override
  public void store() {
    step.store();
    if (nets.size() > 1) {
      int column = 0;
      for (Parameters net : nets) {
        int next = column + net.spec().layerOutputs(0);
        net.weights(0).copyFrom(w1.columnSlice(column, next));
        net.bias(0).copyFrom(b1.columnSlice(column, next));
        column = next;
      }
    }
  }
}
