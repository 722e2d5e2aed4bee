package dev.lanewise.cli;

import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.memory.Normalization;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;

/**
 * What all trials of a search share, or what {@code train} has besides net and configuration.
 *
 * @param folds of a cross-validation; 0 without
 * @param foldSeed of the shuffle that deals the folds
 * @param fromSha256 the digest of the weights that training begins with; empty where they are drawn
 */
record RunContext(
    RunData data, Normalization.Kind normalize, int folds, long foldSeed, String fromSha256) {

  /** What the option says, without folds. */
  static RunContext of(RunData data, NormalizeOption option) {
    return new RunContext(data, option.kind(), 0, 0, "");
  }

  /** A run that begins with given weights; empty where they are drawn. */
  static RunContext of(RunData data, Normalization.Kind normalize, String fromSha256) {
    return new RunContext(data, normalize, 0, 0, fromSha256);
  }

  /** The same with cross-validation; without if {@code count} is 0. */
  RunContext withFolds(int count, long seed) {
    return new RunContext(data, normalize, count, seed, fromSha256);
  }

  /** How a trial is trained. */
  Recipe of(Trial trial) {
    return new Recipe(this, trial.plan());
  }

  /**
   * How the weights of a result came about, whose checksum is its witness. After a cross-validation
   * they are trained on all rows, for as many epochs as were best.
   */
  Recipe ofWeights(TrialResult result) {
    if (folds == 0 || result.witness().isEmpty()) {
      return of(result.trial());
    }
    RunContext onAllRows = new RunContext(data.together(), normalize, 0, 0, fromSha256);
    return onAllRows.of(result.trial()).upTo(result.bestEpoch());
  }
}
