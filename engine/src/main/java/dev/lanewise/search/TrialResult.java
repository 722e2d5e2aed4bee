package dev.lanewise.search;

import dev.lanewise.train.Monitor;
import java.util.Comparator;
import java.util.List;

/**
 * How a trial ended.
 *
 * @param trial what was tried
 * @param status how it ended
 * @param validationAccuracy of its best epoch; NaN if no epoch was finished or nothing validates;
 *     with folds their mean
 * @param score what was monitored in its best epoch, of which more is better: the accuracy, or the
 *     validation loss with a minus; NaN where the accuracy is; with folds their mean
 * @param foldAccuracies of the best epoch in each fold; empty without folds
 * @param bestEpoch the first epoch with the best score; 0 without any; with folds their mean,
 *     rounded
 * @param witness of the best epoch's parameters, see {@link dev.lanewise.train.WeightsDigest};
 *     empty if no epoch was finished, and with folds, where there is not one model
 * @param reason where the loss stopped being a number, or what did not fit; else empty
 */
public record TrialResult(
    Trial trial,
    Status status,
    double validationAccuracy,
    double score,
    List<Double> foldAccuracies,
    int bestEpoch,
    String witness,
    String reason) {

  /** How a trial ended. */
  public enum Status {
    /** All epochs, or early stopping. */
    DONE,
    /** Somebody asked the search to stop; only the best so far is told of. */
    INTERRUPTED,
    /** The loss became NaN or infinite. */
    DIVERGED,
    /** It does not fit the memory. */
    FAILED
  }

  /**
   * Best first: the highest score, then fewer parameters times epochs, then the order of the
   * trials. Trials that diverged or failed come last.
   */
  public static final Comparator<TrialResult> BEST_FIRST =
      Comparator.comparing(TrialResult::hasNoModel)
          .thenComparing(
              Comparator.<TrialResult>comparingDouble(
                      r -> Double.isNaN(r.score()) ? Double.NEGATIVE_INFINITY : r.score())
                  .reversed())
          .thenComparingDouble(r -> r.trial().cost())
          .thenComparingInt(r -> r.trial().number());

  /** Copies the list. */
  public TrialResult {
    foldAccuracies = List.copyOf(foldAccuracies);
  }

  /** The trial did not fit the memory. */
  static TrialResult failed(Trial trial, Throwable e) {
    String reason = "not enough memory: " + e.getMessage();
    return withoutModel(trial, Status.FAILED, reason);
  }

  private static TrialResult withoutModel(Trial trial, Status status, String reason) {
    return new TrialResult(trial, status, Double.NaN, Double.NaN, List.of(), 0, "", reason);
  }

  /** What the trial reached in all folds; the first fold that went wrong speaks for it. */
  static TrialResult ofFolds(List<TrialResult> folds) {
    for (TrialResult fold : folds) {
      if (fold.hasNoModel()) {
        return withoutModel(fold.trial, fold.status, fold.reason);
      }
    }
    List<Double> accuracies = folds.stream().map(TrialResult::validationAccuracy).toList();
    double epochs = folds.stream().mapToInt(TrialResult::bestEpoch).average().orElseThrow();
    return new TrialResult(
        folds.getFirst().trial,
        Status.DONE,
        mean(accuracies),
        mean(folds.stream().map(TrialResult::score).toList()),
        accuracies,
        (int) Math.round(epochs),
        "",
        "");
  }

  /** The same of a trial that is not finished. */
  TrialResult interrupted() {
    return new TrialResult(
        trial,
        Status.INTERRUPTED,
        validationAccuracy,
        score,
        foldAccuracies,
        bestEpoch,
        witness,
        reason);
  }

  /** The same with the witness of a model. */
  TrialResult withWitness(String other) {
    return new TrialResult(
        trial, status, validationAccuracy, score, foldAccuracies, bestEpoch, other, reason);
  }

  /** The validation loss of its best epoch where that is monitored; else NaN. */
  public double validationLoss() {
    return trial.config().monitor() == Monitor.LOSS ? -score : Double.NaN;
  }

  /** Standard deviation of the folds' accuracies around their mean (of the population, by k). */
  public double deviation() {
    double mean = mean(foldAccuracies);
    return Math.sqrt(mean(foldAccuracies.stream().map(x -> (x - mean) * (x - mean)).toList()));
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** Whether the trial diverged or failed and so cannot be the best. */
  boolean hasNoModel() {
    return status == Status.DIVERGED || status == Status.FAILED;
  }
}
