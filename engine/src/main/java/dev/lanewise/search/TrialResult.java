package dev.lanewise.search;

import java.util.Comparator;

/**
 * How a trial ended.
 *
 * @param trial what was tried
 * @param status how it ended
 * @param validationAccuracy of its best epoch; NaN if no epoch was finished or nothing validates
 * @param bestEpoch the first epoch with the highest validation accuracy; 0 without any
 * @param witness of the best epoch's parameters, see {@link dev.lanewise.train.Witness}; empty if
 *     no epoch was finished
 * @param reason where the loss stopped being a number, or what did not fit; else empty
 */
public record TrialResult(
    Trial trial,
    Status status,
    double validationAccuracy,
    int bestEpoch,
    String witness,
    String reason) {

  /** Whether it is out of question as the best. */
  private boolean hasNoModel() {
    return status == Status.DIVERGED || status == Status.FAILED;
  }

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
   * Best first: the highest validation accuracy, then fewer parameters times epochs, then the order
   * of the grid. Trials that diverged or failed come last.
   */
  public static final Comparator<TrialResult> BEST_FIRST =
      Comparator.comparing(TrialResult::hasNoModel)
          .thenComparing(
              Comparator.<TrialResult>comparingDouble(
                      r -> Double.isNaN(r.validationAccuracy()) ? -1 : r.validationAccuracy())
                  .reversed())
          .thenComparingDouble(r -> r.trial().cost())
          .thenComparingInt(r -> r.trial().number());
}
