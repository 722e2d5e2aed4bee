package dev.lanewise.search;

import java.util.List;

/** Is told how a search goes, on the searching thread, and may end it. */
public interface SearchListener {

  /** Listens to nothing and never stops the search. */
  SearchListener NONE = new SearchListener() {};

  /**
   * A trial has ended.
   *
   * @param best whether it is the best so far; {@link Search#bestClassifier} then is of it, but not
   *     with folds
   */
  default void trialDone(TrialResult result, boolean best) {}

  /** A trial of a halving search goes on to more epochs: what it has reached, best trials first. */
  default void trialGoesOn(TrialResult result) {}

  /**
   * The search was asked to stop while the best trial so far was in work: {@link Search#best} has
   * the parameters of its best epoch.
   */
  default void unfinishedBest(TrialResult result) {}

  /**
   * A group of trials is about to start a fold, from 1; both numbers are 1 without
   * cross-validation. The fold's rows are copied next.
   */
  default void foldStarted(int fold, int folds) {}

  /** Some trials train together: their number, and how far they are. */
  default void stepDone(int trials, int epoch, int epochs, int step, int steps) {}

  /**
   * Trials that train together have finished an epoch: how far those are that go on, in the order
   * of their group.
   */
  default void epochDone(List<TrialProgress> running) {}

  /** Asked after every step; true ends the search there. */
  default boolean stopRequested() {
    return false;
  }
}
