package dev.lanewise.search;

import dev.lanewise.data.Batches;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.FusedStep;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetStack;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Solver;
import dev.lanewise.train.SolverConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Trains some runs side by side, as one stack of nets that reads each batch once. Epoch for epoch
 * each of them goes through what {@link Solver} does, with the same bits.
 */
final class StackTrainer {

  /** Rows of an evaluation. */
  static final int EVALUATED_AT_ONCE = 500;

  private final DataSet data;
  private final Normalization normalization;
  private final Kernels kernels;
  private final SearchListener listener;
  private final BiConsumer<Run, TrialResult> ended;
  private final List<Run> runs; // that go on
  private final SolverConfig config; // batches and seed are those of all
  private final int epochs;
  private final Labels labels;
  private final int[] classes = new int[EVALUATED_AT_ONCE];
  private final int[] sample;

  /** Where the stack lies that is being trained. */
  private record Stack(Matrix w1, Matrix b1, FusedStep step, List<Run> members) {}

  /** Runs that train on the same batches, begun and not empty. */
  StackTrainer(
      List<Run> runs, Search search, SearchListener listener, BiConsumer<Run, TrialResult> ended) {
    this.runs = new ArrayList<>(runs);
    this.data = search.data();
    this.normalization = search.normalization();
    this.kernels = search.kernels();
    this.listener = listener;
    this.ended = ended;
    this.config = runs.getFirst().config();
    this.epochs = runs.stream().mapToInt(run -> run.config().epochs()).max().orElseThrow();
    this.sample =
        Batches.accuracySample(data.train().size(), Solver.ACCURACY_SAMPLE, config.seed());
    this.labels = Labels.of(Workspace.scratch(4L * EVALUATED_AT_ONCE), EVALUATED_AT_ONCE);
  }

  /** Trains until every run has ended, stack after stack: one ends when a run leaves it. */
  void train(long budget) {
    int epoch = 1;
    while (!runs.isEmpty()) {
      try (Workspace workspace = new Workspace(budget)) {
        Stack stack = stack(workspace);
        Batches batches =
            new Batches(
                data.train(),
                normalization,
                config.batchSize(),
                config.sampling(),
                config.seed(),
                workspace);
        List<Matrix> scores = new ArrayList<>();
        for (Run run : stack.members()) {
          scores.add(workspace.matrix(EVALUATED_AT_ONCE, run.net().classes()));
        }
        Matrix gradient = workspace.matrix(EVALUATED_AT_ONCE, data.classes());
        while (runs.size() == stack.members().size()) {
          trainEpoch(stack, batches, epoch);
          finishEpoch(stack, scores, gradient, epoch, batches.steps());
          epoch++;
        }
      }
    }
  }

  private Stack stack(Workspace workspace) {
    int hidden = runs.stream().mapToInt(run -> run.net().layerOutputs(0)).sum();
    Matrix w1 = workspace.matrix(data.inputs(), hidden);
    Matrix b1 = workspace.matrix(1, hidden);
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
    NetStack nets = new NetStack(w1, b1, runs.getFirst().net().activation(), outputs);
    FusedStep step = kernels.fusedStep(nets, config.batchSize(), workspace).orElseThrow();
    step.load();
    return new Stack(w1, b1, step, List.copyOf(runs));
  }

  private void trainEpoch(Stack stack, Batches batches, int epoch) {
    double[] losses = new double[stack.members().size()];
    double[] rates = stack.members().stream().mapToDouble(Run::learningRate).toArray();
    batches.startEpoch(epoch - 1);
    for (int s = 0; s < batches.steps(); s++) {
      Rows rows = batches.rows(s);
      stack.step().train(losses, rows, batches.labels(rows), rates);
      for (int i = 0; i < losses.length; i++) {
        if (!Double.isFinite(losses[i])) {
          stack.members().get(i).diverge(epoch, s + 1, "the loss is " + losses[i]);
        }
      }
      listener.stepDone(losses.length, epoch, epochs, s + 1, batches.steps());
      stopIfAsked();
      if (stack.members().stream().allMatch(Run::diverged)) {
        return;
      }
    }
  }

  private void stopIfAsked() {
    if (listener.stopRequested()) {
      throw new Search.Stopped();
    }
  }

  private void finishEpoch(
      Stack stack, List<Matrix> scores, Matrix gradient, int epoch, int steps) {
    takeParameters(stack);
    stack.members().forEach(run -> requireFiniteParameters(run, epoch, steps));
    Accuracies accuracies = new Accuracies(stack, scores, gradient, epoch, steps);
    double[] trainingLoss = accuracies.lossOfTrainingSample();
    double[] validation = accuracies.ofValidation();
    accuracies.requireFinite("training", trainingLoss);
    for (int i = 0; i < validation.length; i++) {
      Run run = stack.members().get(i);
      if (!run.diverged()) {
        run.finishEpoch(epoch, validation[i]);
      }
      run.ended(epoch).forEach(result -> ended.accept(run, result));
      if (run.trials().isEmpty()) {
        runs.remove(run);
      }
    }
  }

  private void requireFiniteParameters(Run run, int epoch, int steps) {
    for (int i = 0; i < run.values().size(); i++) {
      if (!Double.isFinite(kernels.sumOfSquares(run.values().get(i)))) {
        String name = (i % 2 == 0 ? "W" : "b") + (i / 2 + 1);
        run.diverge(epoch, steps, name + " has a value that is not finite");
      }
    }
  }

  private static void takeParameters(Stack stack) {
    stack.step().store();
    int column = 0;
    for (Run run : stack.members()) {
      int next = column + run.net().layerOutputs(0);
      run.values().get(0).copyFrom(stack.w1().columnSlice(column, next));
      run.values().get(1).copyFrom(stack.b1().columnSlice(column, next));
      column = next;
    }
  }

  /** Scores of all members at once; a score or a loss that is no finite number ends a run. */
  private final class Accuracies {

    private final Stack stack;
    private final List<Matrix> scores;
    private final Matrix gradient;
    private final int epoch;
    private final int steps;
    private double[] correct = new double[0];
    private double[] loss = correct;

    Accuracies(Stack stack, List<Matrix> scores, Matrix gradient, int epoch, int steps) {
      this.stack = stack;
      this.scores = scores;
      this.gradient = gradient;
      this.epoch = epoch;
      this.steps = steps;
    }

    double[] lossOfTrainingSample() {
      start();
      for (int from = 0; from < sample.length; from += EVALUATED_AT_ONCE) {
        int to = Math.min(from + EVALUATED_AT_ONCE, sample.length);
        Split train = data.train();
        for (int i = from; i < to; i++) {
          labels.set(i - from, train.labels().get(sample[i]));
        }
        add(
            Rows.indexed(train.samples(), normalization, sample, from, to),
            labels.slice(0, to - from));
      }
      return loss;
    }

    /** NaN for each without a validation part. */
    double[] ofValidation() {
      start();
      Split split = data.validation();
      for (int from = 0; from < split.size(); from += EVALUATED_AT_ONCE) {
        int to = Math.min(from + EVALUATED_AT_ONCE, split.size());
        add(Rows.range(split.samples(), normalization, from, to), split.labels().slice(from, to));
      }
      requireFinite("validation", loss);
      for (int i = 0; i < correct.length; i++) {
        correct[i] /= split.size();
      }
      return correct;
    }

    private void start() {
      correct = new double[stack.members().size()];
      loss = new double[correct.length];
    }

    private void add(Rows rows, Labels truth) {
      stopIfAsked();
      List<Matrix> out = scores.stream().map(x -> x.slice(0, rows.count())).toList();
      stack.step().scores(out, rows);
      for (int i = 0; i < correct.length; i++) {
        Run run = stack.members().get(i);
        if (!run.diverged()) {
          add(i, run, out.get(i), truth);
        }
      }
    }

    private void add(int i, Run run, Matrix out, Labels truth) {
      try {
        kernels.argmax(classes, out);
      } catch (ArithmeticException e) {
        run.diverge(epoch, steps, "a score is NaN");
        return;
      }
      for (int r = 0; r < out.rows(); r++) {
        correct[i] += classes[r] == truth.get(r) ? 1 : 0;
      }
      Matrix scratch = gradient.slice(0, out.rows());
      loss[i] += run.net().loss().lossAndGradient(kernels, scratch, out, truth) * out.rows();
    }

    void requireFinite(String part, double[] sums) {
      for (int i = 0; i < sums.length; i++) {
        if (!Double.isFinite(sums[i])) {
          stack.members().get(i).diverge(epoch, steps, "the " + part + " loss is " + sums[i]);
        }
      }
    }
  }
}
