package dev.lanewise.search;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.Monitor;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.WeightsDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * What a search must give: each trial by itself with a {@link Classifier}, ranked as documented.
 */
final class Alone {

  private Alone() {}

  /** Trains as {@code train} does. */
  static TrialResult train(Trial trial, DataSet data, Normalization.Kind kind, Kernels kernels) {
    try (Workspace workspace = new Workspace()) {
      Classifier classifier =
          Classifier.untrained(data, trial.net(), kind, trial.config(), kernels, workspace);
      TrainingResult result = classifier.fit(data, trial.config(), TrainingListener.NONE);
      boolean done = result.status() == TrainingResult.Status.DONE;
      return new TrialResult(
          trial,
          done ? Status.DONE : Status.DIVERGED,
          result.validationAccuracy(),
          score(trial, result),
          List.of(),
          result.bestEpoch(),
          result.bestEpoch() > 0 ? WeightsDigest.of(classifier.net()) : "",
          result.divergence());
    }
  }

  private static double score(Trial trial, TrainingResult result) {
    if (result.bestEpoch() == 0) {
      return Double.NaN;
    }
    return trial.config().monitor() == Monitor.ACCURACY
        ? result.validationAccuracy()
        : -result.epochs().get(result.bestEpoch() - 1).validationLoss();
  }

  /** Trains in every fold, each time normalized by its own training rows. */
  static List<TrialResult> inFolds(
      Trial trial, Folds folds, Normalization.Kind kind, Kernels kernels) {
    List<TrialResult> results = new ArrayList<>();
    for (int fold = 0; fold < folds.count(); fold++) {
      try (Workspace workspace = new Workspace()) {
        results.add(train(trial, folds.fold(fold, workspace), kind, kernels));
      }
    }
    return results;
  }

  /**
   * Highest accuracy, or lowest loss where that is monitored, then fewer parameters times epochs,
   * then the order; diverged ones last.
   */
  static final Comparator<TrialResult> RANKING =
      (a, b) -> {
        boolean aDone = a.status() == Status.DONE;
        boolean bDone = b.status() == Status.DONE;
        if (aDone != bDone) {
          return aDone ? -1 : 1;
        }
        if (aDone && a.score() != b.score()) {
          return a.score() > b.score() ? -1 : 1;
        }
        long costs = Long.compare(cost(a), cost(b));
        return costs != 0
            ? Long.signum(costs)
            : Integer.compare(a.trial().number(), b.trial().number());
      };

  private static long cost(TrialResult result) {
    return result.trial().net().parameters() * result.trial().config().epochs();
  }

  /**
   * Successive halving as documented: after each number of epochs the best third, rounded up, goes
   * on; the others end there. In the order of the trials.
   */
  static List<TrialResult> halved(
      List<Trial> trials, List<Integer> rungs, Function<Trial, TrialResult> training) {
    List<TrialResult> results = new ArrayList<>();
    List<Trial> live = trials;
    for (int i = 0; i < rungs.size(); i++) {
      int epochs = rungs.get(i);
      List<TrialResult> ranked =
          live.stream()
              .map(trial -> training.apply(trial.withEpochs(epochs)))
              .sorted(RANKING)
              .toList();
      int third = i == rungs.size() - 1 ? 0 : (ranked.size() + 2) / 3;
      live = new ArrayList<>();
      for (int place = 0; place < ranked.size(); place++) {
        TrialResult result = ranked.get(place);
        if (place < third && result.status() == Status.DONE) {
          live.add(result.trial());
        } else {
          results.add(result);
        }
      }
    }
    results.sort(Comparator.comparingInt(result -> result.trial().number()));
    return results;
  }
}
