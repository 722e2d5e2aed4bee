package dev.lanewise.train;

import java.util.List;

/**
 * How far a run of a {@link Solver} is after an epoch: all that it takes to continue it, and to
 * tell of it as if it had never stopped.
 *
 * @param state of the run
 * @param epochs the figures of every epoch that is done, the first one first
 */
public record TrainingProgress(TrainingState state, List<Epoch> epochs) {

  /**
   * Checks that both are of as many epochs.
   *
   * @throws IllegalArgumentException if they are not
   */
  public TrainingProgress {
    epochs = List.copyOf(epochs);
    if (state.epoch() != epochs.size() || state.scores().size() != epochs.size()) {
      throw new IllegalArgumentException(
          "a state after %d epochs with the figures of %d".formatted(state.epoch(), epochs.size()));
    }
  }
}
