package dev.lanewise.search;

import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.nn.Param;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.Epoch;
import dev.lanewise.train.SolverConfig;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.Witness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Trains the trials of a grid, many at once: trials that differ in their epochs only train once,
 * and nets with one hidden layer that read the same batches train side by side as one wide net
 * (compare horizontally fused training arrays, Wang et al. 2021). Each trial ends with the bits
 * that it has when it trains alone. Not for concurrent use.
 */
public final class Search {

  /** What the first layers of a stack may take: they are read twice a step, so from a cache. */
  private static final long MOST_WEIGHT_BYTES = 16L << 20;

  private static final int EVALUATION_BATCH = 500;

  private final DataSet data;
  private final Normalization normalization;
  private final Kernels kernels;
  private final long budget;
  private final boolean fuse;
  private final List<TrialResult> results = new ArrayList<>();
  private Optional<TrialResult> best = Optional.empty();
  private List<float[]> bestValues = List.of();
  private SearchListener listener = SearchListener.NONE;

  /** The listener asked to stop. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  /**
   * A search.
   *
   * @param normalization of all trials, fitted to the training split
   * @param budget bytes off the heap that it may take
   * @param fuse whether trials may train together; without, each trains by itself from its first
   *     step
   */
  public Search(
      DataSet data, Normalization normalization, Kernels kernels, long budget, boolean fuse) {
    this.data = data;
    this.normalization = normalization;
    this.kernels = kernels;
    this.budget = budget;
    this.fuse = fuse;
  }

  DataSet data() {
    return data;
  }

  Normalization normalization() {
    return normalization;
  }

  Kernels kernels() {
    return kernels;
  }

  /**
   * Trains all trials, or those until the listener asks to stop. To be called once.
   *
   * @return whether all have ended
   * @throws IllegalArgumentException if a batch is larger than the training split
   */
  public boolean run(List<Trial> trials, SearchListener listener) {
    this.listener = listener;
    try {
      for (List<Run> group : groups(trials)) {
        train(group);
      }
      return true;
    } catch (Stopped stopped) {
      return false;
    }
  }

  /** What has ended, in the order of the grid. */
  public List<TrialResult> results() {
    return results.stream().sorted((a, b) -> a.trial().number() - b.trial().number()).toList();
  }

  /** The best trial so far; empty while none has ended well. */
  public Optional<TrialResult> best() {
    return best;
  }

  /**
   * The best trial's net as a classifier.
   *
   * @param workspace where its memory is taken from
   * @throws java.util.NoSuchElementException if there is none
   */
  public Classifier bestClassifier(Workspace workspace) {
    Trial trial = best.orElseThrow().trial();
    FullyConnectedNet net =
        new FullyConnectedNet(trial.net(), kernels, workspace, EVALUATION_BATCH);
    for (int i = 0; i < bestValues.size(); i++) {
      net.params().get(i).value().copyFrom(bestValues.get(i));
    }
    return new Classifier(net, normalization, data.classNames(), workspace);
  }

  /** Runs in groups that train together, in the order of their first trials. */
  private List<List<Run>> groups(List<Trial> trials) {
    Map<Object, List<Trial>> byRun = new LinkedHashMap<>();
    for (Trial trial : trials) {
      Object key = fuse && stacks(trial) ? Run.key(trial) : trial;
      byRun.computeIfAbsent(key, k -> new ArrayList<>()).add(trial);
    }
    Map<Object, List<Run>> byBatches = new LinkedHashMap<>();
    byRun.forEach((key, ofRun) -> {
      Trial first = ofRun.getFirst();
      Object together = fuse && stacks(first) ? batchesOf(first) : key;
      byBatches.computeIfAbsent(together, k -> new ArrayList<>()).add(new Run(ofRun));
    });
    return byBatches.values().stream().flatMap(runs -> cut(runs).stream()).toList();
  }

  /** Whether the trial's net can be part of a stack. */
  private boolean stacks(Trial trial) {
    NetSpec net = trial.net();
    return net.layers() == 2
        && kernels.fuses(
            net.inputs(), net.layerOutputs(0), net.classes(), trial.config().batchSize());
  }

  /** What members of a stack have in common; the rest may differ. */
  private static List<Object> batchesOf(Trial trial) {
    SolverConfig config = trial.config();
    return List.of(config.seed(), config.batchSize(), config.sampling(), trial.net().activation());
  }

  /** Cuts runs into groups whose weights fit the cache, and which fit half of the budget. */
  private List<List<Run>> cut(List<Run> runs) {
    List<List<Run>> groups = new ArrayList<>();
    for (Run run : runs) {
      if (groups.isEmpty() || !fits(groups.getLast(), run)) {
        groups.add(new ArrayList<>());
      }
      groups.getLast().add(run);
    }
    return groups;
  }

  private boolean fits(List<Run> group, Run next) {
    NetSpec net = next.net();
    if (net.layers() != 2) {
      return true; // they train one after the other
    }
    long weights = next.weightBytes();
    long bytes = next.bytes();
    int hidden = net.layerOutputs(0);
    for (Run run : group) {
      weights += run.weightBytes();
      bytes += run.bytes();
      hidden += run.net().layerOutputs(0);
    }
    return weights <= Run.COPIES * MOST_WEIGHT_BYTES
        && bytes <= budget / 2
        && kernels.fuses(net.inputs(), hidden, net.classes(), next.config().batchSize());
  }

  /** Trains a group; where it does not fit the memory after all, its runs one by one. */
  private void train(List<Run> group) {
    try {
      if (stacks(group.getFirst().trials().getFirst())) {
        trainStack(group);
      } else {
        group.forEach(run -> run.trials().forEach(this::trainAlone));
      }
    } catch (MemoryBudgetException | OutOfMemoryError e) {
      List<Run> left = group.stream().filter(run -> !run.trials().isEmpty()).toList();
      if (group.size() == 1) {
        left.forEach(run -> run.trials().forEach(trial -> fail(trial, e)));
      } else {
        left.forEach(run -> train(List.of(new Run(run.trials()))));
      }
    }
  }

  private void fail(Trial trial, Throwable e) {
    String reason = "not enough memory: " + e.getMessage();
    add(new TrialResult(trial, Status.FAILED, Double.NaN, 0, "", reason), List::of);
  }

  private void trainStack(List<Run> group) {
    try (Workspace workspace = new Workspace(budget)) {
      workspace.requireLeft(group.stream().mapToLong(Run::bytes).sum());
      for (Run run : group) {
        if (listener.stopRequested()) {
          throw new Stopped();
        }
        run.begin(workspace);
      }
      try {
        new StackTrainer(group, this, listener, (run, end) -> add(end, () -> arrays(run.best())))
            .train(budget);
      } catch (Stopped stopped) {
        for (Run run : group) {
          run.reached().ifPresent(result -> offer(result, () -> arrays(run.best())));
        }
        throw stopped;
      }
    }
  }

  /** A net without a hidden layer or with several, or on the scalar kernels. */
  private void trainAlone(Trial trial) {
    try (Workspace workspace = new Workspace(budget)) {
      int largestBatch = Math.max(trial.config().batchSize(), EVALUATION_BATCH);
      workspace.requireLeft(FullyConnectedNet.bytesNeeded(trial.net(), largestBatch));
      FullyConnectedNet net = new FullyConnectedNet(trial.net(), kernels, workspace, largestBatch);
      net.initialize(trial.config().seed());
      Classifier classifier = new Classifier(net, normalization, data.classNames(), workspace);
      TrainingResult result = classifier.fit(data, trial.config(), alone(trial));
      List<Matrix> values = net.params().stream().map(Param::value).toList();
      TrialResult end =
          new TrialResult(
              trial,
              status(result),
              result.validationAccuracy(),
              result.bestEpoch(),
              result.bestEpoch() > 0 ? Witness.of(values) : "",
              result.divergence());
      if (end.status() == Status.INTERRUPTED) {
        if (end.bestEpoch() > 0) {
          offer(end, () -> arrays(values));
        }
        throw new Stopped();
      }
      add(end, () -> arrays(values));
    } catch (MemoryBudgetException | OutOfMemoryError e) {
      fail(trial, e);
    }
  }

  private static Status status(TrainingResult result) {
    return switch (result.status()) {
      case DONE -> Status.DONE;
      case DIVERGED -> Status.DIVERGED;
      case INTERRUPTED -> Status.INTERRUPTED;
    };
  }

  private TrainingListener alone(Trial trial) {
    return new TrainingListener() {
      @Override
      public void stepDone(int epoch, int step, int steps) {
        listener.stepDone(1, epoch, trial.config().epochs(), step, steps);
      }

      @Override
      public void epochDone(Epoch epoch) {}

      @Override
      public boolean stopRequested() {
        return listener.stopRequested();
      }
    };
  }

  private static List<float[]> arrays(List<Matrix> values) {
    return values.stream().map(Matrix::toArray).toList();
  }

  private void add(TrialResult result, Supplier<List<float[]>> values) {
    results.add(result);
    listener.trialDone(result, result.status() == Status.DONE && keepIfBest(result, values));
  }

  private void offer(TrialResult unfinished, Supplier<List<float[]>> values) {
    if (keepIfBest(unfinished, values)) {
      listener.unfinishedBest(unfinished);
    }
  }

  private boolean keepIfBest(TrialResult result, Supplier<List<float[]>> values) {
    boolean better =
        best.map(known -> TrialResult.BEST_FIRST.compare(result, known) < 0).orElse(true);
    if (better) {
      best = Optional.of(result);
      bestValues = values.get();
    }
    return better;
  }
}
