package dev.lanewise.train;

import java.util.function.Supplier;

/** Is told how a run goes, on the training thread, and may end it. */
public interface TrainingListener {

  /** Listens to nothing and never stops the run. */
  TrainingListener NONE = new TrainingListener() {};

  /** A step is done: {@code step} of {@code steps} in epoch {@code epoch}, all from 1. */
  default void stepDone(int epoch, int step, int steps) {}

  /** An epoch is done. */
  default void epochDone(Epoch epoch) {}

  /**
   * Told before {@link #epochDone} where a run can continue from.
   *
   * @param progress gives matrices of the run, which hold until this returns
   */
  default void reached(Supplier<TrainingProgress> progress) {}

  /** Asked after every step and between the batches of an evaluation; true ends the run there. */
  default boolean stopRequested() {
    return false;
  }

  /** This listener, then another one; each may end the run. */
  default TrainingListener and(TrainingListener other) {
    TrainingListener first = this;
    return new TrainingListener() {
      @Override
      public void stepDone(int epoch, int step, int steps) {
        first.stepDone(epoch, step, steps);
        other.stepDone(epoch, step, steps);
      }

      @Override
      public void reached(Supplier<TrainingProgress> progress) {
        first.reached(progress);
        other.reached(progress);
      }

      @Override
      public void epochDone(Epoch epoch) {
        first.epochDone(epoch);
        other.epochDone(epoch);
      }

      @Override
      public boolean stopRequested() {
        return first.stopRequested() || other.stopRequested();
      }
    };
  }
}
