package dev.lanewise.search;

import dev.lanewise.data.Batches;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Solver;
import dev.lanewise.train.SolverConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Trains some runs side by side, as one stack of nets that reads each batch once. Epoch for epoch
 * each of them goes through what {@link Solver} does, with the same bits.
 */
final class StackTrainer {

  /** Rows of an evaluation. */
  static final int EVALUATED_AT_ONCE = 500;

  private final List<Run> runs; // that go on
  private final DataSet data;
  private final Normalization normalization;
  private final Kernels kernels;
  private final SearchListener listener;
  private final Progress progress;
  private final SolverConfig config; // batches and seed are those of all
  private final int epochs;
  private final Labels labels;
  private final int[] classes = new int[EVALUATED_AT_ONCE];
  private final int[] sample;

  /** Is told what has been reached. */
  interface Progress {

    /** A trial of a run has ended; the run stands where it ended. */
    void trialEnded(Run run, TrialResult result);

    /** All trials that ended with an epoch were told of; these runs go on. */
    void epochDone(List<Run> goingOn);
  }

  /** Runs that train on the same batches, begun, as far as each other and not empty. */
  StackTrainer(
      List<Run> runs, Task task, Kernels kernels, SearchListener listener, Progress progress) {
    this.runs = new ArrayList<>(runs);
    this.data = task.data();
    this.normalization = task.normalization();
    this.kernels = kernels;
    this.listener = listener;
    this.progress = progress;
    this.config = runs.getFirst().config();
    this.epochs = runs.stream().mapToInt(run -> run.config().epochs()).max().orElseThrow();
    this.sample =
        Batches.accuracySample(data.train().size(), Solver.ACCURACY_SAMPLE, config.seed());
    this.labels = Labels.of(Workspace.scratch(4L * EVALUATED_AT_ONCE), EVALUATED_AT_ONCE);
  }

  /** Trains until every run has ended, stack after stack: one ends when a run leaves it. */
  void train(long budget) {
    tellEnded(); // a run may have been as far already
    while (!runs.isEmpty()) {
      try (Workspace workspace = new Workspace(budget)) {
        List<Run> members = List.copyOf(runs);
        Stack stack = Stack.of(members, kernels, workspace);
        Batches batches =
            new Batches(
                data.train(),
                normalization,
                config.batchSize(),
                config.sampling(),
                config.seed(),
                workspace);
        List<Matrix> scores = new ArrayList<>();
        for (Run run : members) {
          scores.add(workspace.matrix(EVALUATED_AT_ONCE, run.net().classes()));
        }
        Matrix gradient = workspace.matrix(EVALUATED_AT_ONCE, data.classes());
        while (runs.size() == members.size()) {
          trainEpoch(stack, members, batches);
          finishEpoch(stack, members, batches.steps(), scores, gradient);
        }
      }
    }
  }

  private void tellEnded() {
    for (Run run : List.copyOf(runs)) {
      run.ended().forEach(result -> progress.trialEnded(run, result));
      if (run.trials().isEmpty()) {
        runs.remove(run);
      }
    }
  }

  private void trainEpoch(Stack stack, List<Run> members, Batches batches) {
    int epoch = members.getFirst().epoch() + 1;
    double[] losses = new double[members.size()];
    double[] rates = members.stream().mapToDouble(Run::learningRate).toArray();
    batches.startEpoch(epoch - 1);
    for (int s = 0; s < batches.steps(); s++) {
      Rows rows = batches.rows(s);
      stack.train(losses, rows, batches.labels(rows), rates);
      for (int i = 0; i < losses.length; i++) {
        if (!Double.isFinite(losses[i])) {
          members.get(i).diverge(s + 1, "the loss is " + losses[i]);
        }
      }
      listener.stepDone(losses.length, epoch, epochs, s + 1, batches.steps());
      stopIfAsked();
      if (members.stream().allMatch(Run::diverged)) {
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
      Stack stack, List<Run> members, int steps, List<Matrix> scores, Matrix gradient) {
    stack.takeParameters();
    members.forEach(run -> requireFiniteParameters(run, steps));
    Accuracies accuracies = new Accuracies(stack, members, steps, scores, gradient);
    double[] trainingLoss = accuracies.lossOfTrainingSample();
    double[] validation = accuracies.ofValidation();
    accuracies.requireFinite("training", trainingLoss);
    for (int i = 0; i < validation.length; i++) {
      if (!members.get(i).diverged()) {
        members.get(i).finishEpoch(validation[i]);
      }
    }
    tellEnded();
    progress.epochDone(List.copyOf(runs));
  }

  private void requireFiniteParameters(Run run, int steps) {
    for (int i = 0; i < run.values().size(); i++) {
      if (!Double.isFinite(kernels.sumOfSquares(run.values().get(i)))) {
        String name = (i % 2 == 0 ? "W" : "b") + (i / 2 + 1);
        run.diverge(steps, name + " has a value that is not finite");
      }
    }
  }

  /** Scores of all members at once; a score or a loss that is no finite number ends a run. */
  private final class Accuracies {

    private final Stack stack;
    private final List<Run> members;
    private final int steps;
    private final List<Matrix> scores;
    private final Matrix gradient;
    private double[] correct = new double[0];
    private double[] loss = correct;

    Accuracies(Stack stack, List<Run> members, int steps, List<Matrix> scores, Matrix gradient) {
      this.stack = stack;
      this.members = members;
      this.steps = steps;
      this.scores = scores;
      this.gradient = gradient;
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
      correct = new double[members.size()];
      loss = new double[correct.length];
    }

    private void add(Rows rows, Labels truth) {
      stopIfAsked();
      List<Matrix> out = scores.stream().map(x -> x.slice(0, rows.count())).toList();
      stack.scores(out, rows);
      for (int i = 0; i < correct.length; i++) {
        Run run = members.get(i);
        if (!run.diverged()) {
          add(i, run, out.get(i), truth);
        }
      }
    }

    private void add(int i, Run run, Matrix out, Labels truth) {
      try {
        kernels.argmax(classes, out);
      } catch (ArithmeticException e) {
        run.diverge(steps, "a score is NaN");
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
          members.get(i).diverge(steps, "the " + part + " loss is " + sums[i]);
        }
      }
    }
  }
}
