package dev.lanewise.train;

import java.util.List;

/** What tells the best epoch of a run from others: a value of the validation part. */
public enum Monitor {
  /** Validation accuracy, the highest. */
  ACCURACY,
  /** Validation loss, without L2, the lowest. */
  LOSS;

  /** The monitored value as a score, of which more is better; NaN without a validation part. */
  double score(double accuracy, double loss) {
    return this == ACCURACY ? accuracy : -loss;
  }

  /** The monitored value of an epoch as a score. */
  double score(Epoch epoch) {
    return score(epoch.validationAccuracy(), epoch.validationLoss());
  }

  /** The number of the best of some epochs: the first with the best score, or the last. */
  static int best(List<Double> scores) {
    int best = 0;
    for (int epoch = 1; epoch <= scores.size(); epoch++) {
      if (isBetter(scores.get(epoch - 1), best, scores)) {
        best = epoch;
      }
    }
    return best;
  }

  /** Whether a score is better than that of the best epoch so far, 0 for none; NaN always is. */
  static boolean isBetter(double score, int best, List<Double> scores) {
    return best == 0 || Double.isNaN(score) || score > scores.get(best - 1);
  }
}
