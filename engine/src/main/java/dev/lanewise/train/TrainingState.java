package dev.lanewise.train;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;

/**
 * How far a run is after an epoch: all that it takes to continue it with the same bits. Learning
 * rates and batches are functions of the position, the seed and the scores, so they are not part of
 * it.
 *
 * @param epoch how many epochs are done
 * @param bestEpoch the best epoch so far
 * @param bestAccuracy its validation accuracy; NaN without a validation part
 * @param scores what is monitored at the end of each epoch, more being better
 * @param values W1, b1, W2, b2, …
 * @param slots what the optimizer keeps of them, slot by slot
 * @param best those of the best epoch
 */
public record TrainingState(
    int epoch,
    int bestEpoch,
    double bestAccuracy,
    List<Double> scores,
    List<Matrix> values,
    List<List<Matrix>> slots,
    List<Matrix> best) {

  /** What was monitored in the best epoch, of which more is better. */
  public double bestScore() {
    return scores.get(bestEpoch - 1);
  }

  /** The same state in memory of its own. */
  public TrainingState copy() {
    List<Matrix> copied = copy(values);
    List<Matrix> bestCopied = bestEpoch == epoch ? copied : copy(best);
    List<List<Matrix>> slotsCopied = slots.stream().map(TrainingState::copy).toList();
    return new TrainingState(
        epoch, bestEpoch, bestAccuracy, scores, copied, slotsCopied, bestCopied);
  }

  /** The same matrices in memory of their own, which is freed with the last reference to it. */
  public static List<Matrix> copy(List<Matrix> values) {
    return values.stream().map(TrainingState::copy).toList();
  }

  private static Matrix copy(Matrix value) {
    long bytes = (long) value.rows() * value.columns() * Float.BYTES;
    Matrix copy =
        Matrix.of(Workspace.scratch(bytes), value.rows(), value.columns(), value.columns());
    copy.copyFrom(value);
    return copy;
  }
}
