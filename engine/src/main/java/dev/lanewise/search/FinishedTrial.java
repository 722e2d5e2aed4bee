package dev.lanewise.search;

import dev.lanewise.memory.Matrix;
import java.util.List;
import java.util.function.Supplier;

/**
 * A trial that has finished, or was stopped.
 *
 * @param result its result
 * @param values copies the parameters of its best epoch, W1, b1, …; none with folds
 */
record FinishedTrial(TrialResult result, Supplier<List<Matrix>> values) {

  Trial trial() {
    return result.trial();
  }
}
