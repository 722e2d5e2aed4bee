package dev.lanewise.train;

import java.util.List;

/**
 * How a training run ended. Accuracies that were not taken, for want of a part or since the run was
 * cut off, are NaN.
 *
 * @param status how it ended
 * @param epochs the finished epochs
 * @param bestEpoch the first epoch with the highest validation accuracy, or the last without a
 *     validation part; 0 if no epoch was finished
 * @param trainAccuracy of the best epoch's parameters over the whole training split
 * @param validationAccuracy of the best epoch's parameters
 * @param testAccuracy of the best epoch's parameters
 * @param divergence where the loss stopped being a number; empty unless the status is DIVERGED
 */
public record TrainingResult(
    Status status,
    List<Epoch> epochs,
    int bestEpoch,
    double trainAccuracy,
    double validationAccuracy,
    double testAccuracy,
    String divergence) {

  /** How a run ended. */
  public enum Status {
    /** All epochs, or early stopping. */
    DONE,
    /** The loss became NaN or infinite; the best parameters so far are kept. */
    DIVERGED,
    /** Somebody asked it to stop; the best parameters so far are kept. */
    INTERRUPTED
  }

  /** Samples trained on per second of training steps, over all finished epochs; NaN without any. */
  public double samplesPerSecond() {
    double seconds = 0;
    double samples = 0;
    for (Epoch epoch : epochs) {
      seconds += epoch.seconds();
      samples += epoch.samplesPerSecond() * epoch.seconds();
    }
    return samples / seconds;
  }
}
