package dev.lanewise.train;

/** Is told how a run goes, on the training thread, and may end it. */
public interface TrainingListener {

  /** Listens to nothing and never stops the run. */
  TrainingListener NONE = new TrainingListener() {};

  /** A step is done: {@code step} of {@code steps} in epoch {@code epoch}, all from 1. */
  default void stepDone(int epoch, int step, int steps) {}

  /** An epoch is done. */
  default void epochDone(Epoch epoch) {}

  /** Asked after every step and between the batches of an evaluation; true ends the run there. */
  default boolean stopRequested() {
    return false;
  }
}
