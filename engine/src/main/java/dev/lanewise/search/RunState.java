package dev.lanewise.search;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.List;

/**
 * Where a run stands after an epoch: all that it takes to go on with the same bits.
 *
 * @param epoch how many epochs are done
 * @param learningRate of the next
 * @param bestEpoch the best epoch so far
 * @param bestAccuracy its validation accuracy; NaN if nothing validates
 * @param values W1, b1, W2, b2, …
 * @param best those of the best epoch
 */
record RunState(
    int epoch,
    double learningRate,
    int bestEpoch,
    double bestAccuracy,
    List<Matrix> values,
    List<Matrix> best) {

  /** The same state in memory of its own. */
  RunState copy() {
    List<Matrix> copied = copy(values);
    List<Matrix> bestCopied = bestEpoch == epoch ? copied : copy(best);
    return new RunState(epoch, learningRate, bestEpoch, bestAccuracy, copied, bestCopied);
  }

  /** The same parameters in memory of their own. */
  static List<Matrix> copy(List<Matrix> values) {
    return values.stream().map(RunState::copy).toList();
  }

  private static Matrix copy(Matrix value) {
    long bytes = (long) value.rows() * value.columns() * Float.BYTES;
    Matrix copy =
        Matrix.of(Workspace.scratch(bytes), value.rows(), value.columns(), value.columns());
    copy.copyFrom(value);
    return copy;
  }
}
