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
 * @param divergence where the loss stopped being a number; empty unless it diverged
 */
public record TrialResult(
    Trial trial,
    Status status,
    double validationAccuracy,
    int bestEpoch,
    String witness,
    String divergence) {

  /** How a trial ended. */
  public enum Status {
    /** All epochs, or early stopping. */
    DONE,
    /** The loss became NaN or infinite. */
    DIVERGED
  }

  /**
   * Best first: the highest validation accuracy, then fewer parameters times epochs, then the order
   * of the grid. Trials that diverged come last.
   */
  public static final Comparator<TrialResult> BEST_FIRST =
      Comparator.comparing(TrialResult::status)
          .thenComparing(
              Comparator.<TrialResult>comparingDouble(
                      r -> Double.isNaN(r.validationAccuracy()) ? -1 : r.validationAccuracy())
                  .reversed())
          .thenComparingDouble(r -> r.trial().cost())
          .thenComparingInt(r -> r.trial().number());
}
