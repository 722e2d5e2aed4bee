package dev.lanewise.search;

import dev.lanewise.memory.Workspace;
import dev.lanewise.search.TrialTrainer.Sink;
import dev.lanewise.train.StopRequested;
import java.util.ArrayList;
import java.util.List;

/**
 * Successive halving (Jamieson and Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", 2016) with a factor of 3: all trials train for a few epochs, the
 * best third goes on for three times as many, and so on. A trial that is left out has ended there.
 */
final class Halving {

  private static final int FACTOR = 3;
  private static final int FIRST_SHARE = 9;

  private final TrialTrainer trainer;
  private final SearchListener listener;
  private final Sink sink;

  /** A tournament whose results go to {@code sink}, those of a rung after its last trial. */
  Halving(TrialTrainer trainer, SearchListener listener, Sink sink) {
    this.trainer = trainer;
    this.listener = listener;
    this.sink = sink;
  }

  /** Epochs after which trials are ranked: from a ninth, three times as many each, to all. */
  static List<Integer> rungs(int epochs) {
    List<Integer> rungs = new ArrayList<>();
    long rung = Math.max(1, epochs / FIRST_SHARE);
    for (; rung * FACTOR <= epochs || (rungs.isEmpty() && rung < epochs); rung *= FACTOR) {
      rungs.add((int) rung);
    }
    rungs.add(epochs);
    return rungs;
  }

  /** The epochs of trials. All the same. */
  static int epochs(List<Trial> trials) {
    List<Integer> epochs =
        trials.stream().map(trial -> trial.config().epochs()).distinct().toList();
    if (epochs.size() != 1) {
      throw new IllegalArgumentException("trials of a halving search have equal epochs");
    }
    return epochs.getFirst();
  }

  /**
   * Trains until one third after the other has ended.
   *
   * @param known results of an earlier search that stopped on the way
   */
  void train(List<Trial> trials, List<TrialResult> known) {
    try {
      List<Trial> live = trials;
      for (int epochs : rungs(epochs(trials))) {
        boolean last = epochs == epochs(trials);
        live = climb(live.stream().map(t -> t.withEpochs(epochs)).toList(), known, last);
      }
    } catch (StopRequested stopped) {
      List<Integer> ended = known.stream().map(result -> result.trial().number()).toList();
      trials.stream()
          .filter(trial -> !ended.contains(trial.number()))
          .forEach(trial -> trainer.standing(trial).ifPresent(sink::unfinished));
      throw stopped;
    }
  }

  /**
   * Demands memory for what halving keeps: the parameters of all trials, two copies at most, and
   * their slots.
   *
   * @param folds runs of each trial
   * @param budget bytes off the heap; the JVM has a limit too
   */
  static void requireStates(List<Trial> trials, int folds, long budget) {
    long most = Math.min(budget, Runtime.getRuntime().maxMemory());
    double bytes = 0;
    for (Trial trial : trials) {
      int copies = 2 + trial.config().optimizer().slots().size();
      double state = (double) copies * Float.BYTES * trial.net().parameters();
      bytes += state > most ? 0 : state * folds; // fails by itself
    }
    try (Workspace plan = new Workspace(most)) {
      plan.requireLeft((long) bytes);
    }
  }

  /** Trains for one rung; the trials that go on. */
  private List<Trial> climb(List<Trial> trials, List<TrialResult> known, boolean last) {
    List<TrialResult> before =
        known.stream().filter(result -> trials.contains(result.trial())).toList();
    List<Trial> ended = before.stream().map(TrialResult::trial).toList();
    List<Trial> left = trials.stream().filter(trial -> !ended.contains(trial)).toList();
    boolean decided =
        left.stream().anyMatch(trial -> trainer.epochsDone(trial) > trial.config().epochs());
    if (decided) {
      left.forEach(trial ->
          trainer.standing(trial).map(FinishedTrial::result).ifPresent(listener::trialGoesOn));
      return left; // all that ended in this rung are among the known
    }
    List<FinishedTrial> now = new ArrayList<>();
    trainer.train(left, listener, new Rung(now));
    List<TrialResult> ranked = new ArrayList<>(before);
    now.forEach(trial -> ranked.add(trial.result()));
    ranked.sort(TrialResult.BEST_FIRST);
    List<TrialResult> best =
        ranked.stream()
            .limit(last ? 0 : Math.ceilDiv(trials.size(), FACTOR))
            .filter(result -> !result.hasNoModel())
            .toList();
    best.forEach(result -> listener.trialGoesOn(result.interrupted()));
    List<Trial> goingOn = best.stream().map(TrialResult::trial).toList();
    for (FinishedTrial trial : now) {
      if (!goingOn.contains(trial.trial())) {
        sink.ended(trial);
        trainer.forget(trial.trial());
      }
    }
    return goingOn;
  }

  /** Holds results back until all of a rung are known. */
  private final class Rung implements Sink {

    private final List<FinishedTrial> ended;

    Rung(List<FinishedTrial> ended) {
      this.ended = ended;
    }

    @Override
    public void ended(FinishedTrial trial) {
      ended.add(trial);
    }

    @Override
    public void unfinished(FinishedTrial trial) {
      sink.unfinished(trial);
    }

    @Override
    public void epochDone(SearchCheckpoint.Progress progress) {
      sink.epochDone(progress);
    }
  }
}
