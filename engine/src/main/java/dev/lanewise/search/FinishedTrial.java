package dev.lanewise.search;

import dev.lanewise.memory.Matrix;
import java.util.List;
import java.util.function.Supplier;

/**
 * A trial that has ended, or was told to.
 *
 * @param result how
 * @param values copies the parameters of its best epoch, W1, b1, …; none with folds
 */
record Ended(TrialResult result, Supplier<List<Matrix>> values) {

  Trial trial() {
    return result.trial();
  }
}
