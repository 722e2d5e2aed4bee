package dev.lanewise.search;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.MemoryBudgetException;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.StopRequested;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.TrainingData;
import dev.lanewise.train.TrainingRun;
import dev.lanewise.train.TrainingState;
import dev.lanewise.train.WeightsDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains trials to their ends, group after group and in each group fold after fold. A run whose
 * state is known continues from that state.
 */
final class TrialTrainer {

  private final TrainingData task;
  private final Optional<Folds> folds;
  private final Kernels kernels;
  private final long budget;
  private final boolean fuse;
  private final FoldResults foldResults;
  private final Map<String, TrainingState> states = new LinkedHashMap<>(); // by key, not in work
  private boolean keepsStates;

  /** Receives results as trials end. */
  interface Sink {

    /** A trial has finished, in all folds if the search has folds. */
    void ended(FinishedTrial trial);

    /** The listener stopped the search while this trial was training. */
    default void unfinished(FinishedTrial trial) {}

    /**
     * The runs of a group have finished an epoch; {@code ended} was called for its trials before.
     */
    default void epochDone(SearchCheckpoint.Progress progress) {}
  }

  /** A trainer that validates by {@code folds}, or else by the validation part of the task. */
  TrialTrainer(
      TrainingData task, Optional<Folds> folds, Kernels kernels, long budget, boolean fuse) {
    this.task = task;
    this.folds = folds;
    this.kernels = kernels;
    this.budget = budget;
    this.fuse = fuse;
    this.foldResults = new FoldResults(folds.map(Folds::count).orElse(0));
  }

  /** Whether runs that ended are kept, to go on when their trial is given more epochs. */
  void keepStates(boolean on) {
    keepsStates = on;
  }

  /** Takes the states and the results of folds from a checkpoint. */
  void restore(SearchCheckpoint.Progress progress) {
    states.putAll(progress.runs());
    progress.folds().forEach(foldResults::enter);
  }

  /** How many epochs a trial's run has done, in the fold where it is farthest. */
  int epochsDone(Trial trial) {
    int most = 0;
    for (int fold = 0; fold < foldResults.rounds(); fold++) {
      TrainingState state = states.get(key(trial, fold));
      most = Math.max(most, state == null ? 0 : state.epoch());
    }
    return most;
  }

  /** What a trial whose run is kept has reached; empty with folds, where there is not one model. */
  Optional<FinishedTrial> standing(Trial trial) {
    Optional<TrainingState> state = Optional.ofNullable(states.get(key(trial, 0)));
    return folds.isPresent()
        ? Optional.empty()
        : state.map(it ->
            new FinishedTrial(
                new TrialResult(
                    trial,
                    TrialResult.Status.INTERRUPTED,
                    it.bestAccuracy(),
                    it.bestScore(),
                    List.of(),
                    it.bestEpoch(),
                    WeightsDigest.of(it.best()),
                    ""),
                it::best));
  }

  /** Removes the kept states of a trial that trains no more. */
  void forget(Trial trial) {
    for (int fold = 0; fold < foldResults.rounds(); fold++) {
      states.remove(key(trial, fold));
    }
  }

  private String key(Trial trial, int fold) {
    return SharedRun.key(trial, fuse || keepsStates, fold);
  }

  /**
   * Trains to the end of each trial.
   *
   * @throws StopRequested if the listener asked for it
   */
  void train(List<Trial> trials, SearchListener listener, Sink sink) {
    for (List<List<Trial>> group : new TrialGroups(kernels, budget, fuse).of(trials)) {
      for (int fold = 0; fold < foldResults.rounds(); fold++) {
        train(group, fold, listener, sink);
      }
    }
  }

  private void train(List<List<Trial>> group, int fold, SearchListener listener, Sink sink) {
    Map<Integer, List<SharedRun>> byEpoch = new TreeMap<>(); // members of an array are at one epoch
    for (List<Trial> trials : group) {
      List<Trial> left = trials.stream().filter(trial -> foldResults.lacks(trial, fold)).toList();
      if (!left.isEmpty()) {
        SharedRun run = new SharedRun(left, key(left.getFirst(), fold), fold);
        int epoch = state(run).map(TrainingState::epoch).orElse(0);
        byEpoch.computeIfAbsent(epoch, e -> new ArrayList<>()).add(run);
      }
    }
    if (byEpoch.isEmpty()) {
      return;
    }
    try (Workspace workspace = new Workspace(budget)) {
      listener.foldStarted(fold + 1, foldResults.rounds());
      TrainingData ofFold = task(fold, workspace);
      long left = budget - workspace.allocatedBytes();
      byEpoch.values().forEach(runs -> new Group(ofFold, left, listener, sink).train(runs));
    } catch (MemoryBudgetException | OutOfMemoryError e) {
      byEpoch.values().forEach(runs -> runs.forEach(run -> fail(run, e, sink)));
    }
  }

  /** The kept state of a run; empty if it is beyond the end of one of its trials. */
  private Optional<TrainingState> state(SharedRun run) {
    return Optional.ofNullable(states.get(run.key()))
        .filter(state ->
            run.trials().stream().allMatch(trial -> trial.config().epochs() >= state.epoch()));
  }

  private TrainingData task(int fold, Workspace workspace) {
    if (folds.isEmpty()) {
      return task;
    }
    DataSet data = folds.get().fold(fold, workspace);
    return new TrainingData(
        data, NormalizationFit.of(task.normalization().kind(), data.train().samples(), workspace));
  }

  private void fail(SharedRun run, Throwable e, Sink sink) {
    for (Trial trial : run.trials()) {
      enter(run, TrialResult.failed(trial, e), sink);
    }
  }

  private void enter(SharedRun run, TrialResult result, Sink sink) {
    foldResults
        .enter(new FoldResults.Entry(run.fold(), result))
        .ifPresent(whole -> sink.ended(ended(run, whole)));
  }

  private FinishedTrial ended(SharedRun run, TrialResult result) {
    if (!folds.isEmpty()) {
      return new FinishedTrial(result, List::of);
    }
    TrainingState state = states.get(run.key());
    return new FinishedTrial(
        result, () -> keepsStates && state != null ? state.best() : bestOf(run));
  }

  /** Trains one group in one fold; where it does not fit the memory after all, run by run. */
  private final class Group {

    private final TrainingData ofFold;
    private final long left;
    private final SearchListener listener;
    private final Sink sink;

    Group(TrainingData ofFold, long left, SearchListener listener, Sink sink) {
      this.ofFold = ofFold;
      this.left = left;
      this.listener = listener;
      this.sink = sink;
    }

    void train(List<SharedRun> runs) {
      try {
        trainTogether(runs);
      } catch (MemoryBudgetException | OutOfMemoryError e) {
        List<SharedRun> unfinished = runs.stream().filter(run -> !run.trials().isEmpty()).toList();
        if (runs.size() == 1) {
          unfinished.forEach(run -> fail(run, e, sink));
        } else {
          unfinished.forEach(
              run -> train(List.of(new SharedRun(run.trials(), run.key(), run.fold()))));
        }
      }
    }

    private void trainTogether(List<SharedRun> runs) {
      try (Workspace workspace = new Workspace(left)) {
        workspace.requireLeft(runs.stream().mapToLong(run -> run.bytes(kernels)).sum());
        for (SharedRun run : runs) {
          if (listener.stopRequested()) {
            throw new StopRequested();
          }
          run.begin(ofFold, workspace, state(run));
        }
        try {
          trainToTheEnd(runs, workspace);
        } catch (StopRequested stopped) {
          if (folds.isEmpty()) {
            runs.forEach(run ->
                run.reached()
                    .ifPresent(
                        result -> sink.unfinished(new FinishedTrial(result, () -> bestOf(run)))));
          }
          throw stopped;
        }
      }
    }

    /** Trains array after array: one ends when a run leaves it. */
    private void trainToTheEnd(List<SharedRun> runs, Workspace workspace) {
      List<SharedRun> left = new ArrayList<>(runs);
      endTrials(left); // a run may have been as far already
      while (!left.isEmpty()) {
        try (Workspace ofArray = new Workspace(workspace.leftBytes())) {
          List<TrainingRun> members = left.stream().map(SharedRun::training).toList();
          new Trainer(members, ofFold, kernels, new Progress(left), ofArray).train();
        }
      }
    }

    /**
     * Enters the results of trials that end here. Modified: {@code left}, without finished runs.
     */
    private void endTrials(List<SharedRun> left) {
      for (SharedRun run : List.copyOf(left)) {
        run.removeEnded().forEach(result -> enter(run, withState(run, result), sink));
        if (run.trials().isEmpty()) {
          left.remove(run);
        }
      }
    }

    /** Keeps the state of a run that may train more epochs later; a failure if it has no room. */
    private TrialResult withState(SharedRun run, TrialResult result) {
      if (keepsStates && !run.training().diverged()) {
        try {
          states.put(run.key(), run.training().state().copy());
        } catch (OutOfMemoryError e) {
          return TrialResult.failed(result.trial(), e);
        }
      } else if (run.trials().isEmpty()) {
        states.remove(run.key());
      }
      return result;
    }

    /** Reports the progress of an array, and ends it when one of its runs has finished. */
    private final class Progress implements Trainer.Listener {

      private final List<SharedRun> left;
      private final int members;
      private final int epochs;

      Progress(List<SharedRun> left) {
        this.left = left;
        this.members = left.size();
        this.epochs = left.stream().mapToInt(run -> run.config().epochs()).max().orElseThrow();
      }

      @Override
      public void stepDone(int epoch, int step, int steps) {
        listener.stepDone(members, epoch, epochs, step, steps);
      }

      @Override
      public boolean stopRequested() {
        return listener.stopRequested();
      }

      @Override
      public boolean epochDone() {
        endTrials(left);
        Map<String, TrainingState> all = new LinkedHashMap<>(states);
        left.forEach(run -> all.put(run.key(), run.training().state()));
        sink.epochDone(new SearchCheckpoint.Progress(all, foldResults.unfinished()));
        listener.epochDone(left.stream().map(SharedRun::progress).toList());
        return left.size() == members;
      }
    }
  }

  private static List<Matrix> bestOf(SharedRun run) {
    return TrainingState.copy(run.training().best().values());
  }
}
