package dev.lanewise.train;

import dev.lanewise.memory.Matrix;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Writes checkpoints of a run as it trains: at the end of an epoch, not more often than an interval
 * allows. What was not written is kept in memory of its own, since the next epoch moves the
 * parameters, and {@link #finish} writes it. Not for concurrent use.
 */
public final class CheckpointWriter {

  private final Path file;
  private final Classifier classifier;
  private final TrainingConfig config;
  private final Map<String, String> configuration;
  private final long intervalNanos;
  private long last = System.nanoTime(); // when it was written, or this was made
  private Optional<Copy> copy = Optional.empty(); // allocated when there is something to keep
  private Optional<TrainingProgress> kept = Optional.empty();

  /**
   * A writer for one run.
   *
   * @param file replaced atomically each time
   * @param classifier that is trained
   * @param configuration where the run comes from: any keys and values, kept as they are
   * @param interval the least time between two writings; 0 for every epoch
   */
  public CheckpointWriter(
      Path file,
      Classifier classifier,
      TrainingConfig config,
      Map<String, String> configuration,
      Duration interval) {
    this.file = file;
    this.classifier = classifier;
    this.config = config;
    this.configuration = Map.copyOf(configuration);
    this.intervalNanos = interval.toNanos();
  }

  /** Memory for the matrices of a state, used again at each epoch. */
  private record Copy(List<Matrix> values, List<List<Matrix>> slots, List<Matrix> best) {

    static Copy of(TrainingState state) {
      return new Copy(
          TrainingState.copy(state.values()),
          state.slots().stream().map(TrainingState::copy).toList(),
          TrainingState.copy(state.best()));
    }

    /** Takes the values of a state, and gives the same state in this memory. */
    TrainingState take(TrainingState state) {
      copy(values, state.values());
      for (int slot = 0; slot < slots.size(); slot++) {
        copy(slots.get(slot), state.slots().get(slot));
      }
      copy(best, state.best());
      return new TrainingState(
          state.epoch(),
          state.bestEpoch(),
          state.bestAccuracy(),
          state.scores(),
          values,
          slots,
          best);
    }

    private static void copy(List<Matrix> to, List<Matrix> from) {
      for (int i = 0; i < to.size(); i++) {
        to.get(i).copyFrom(from.get(i));
      }
    }
  }

  /**
   * An epoch is done: writes, or keeps a copy. To be called by {@link TrainingListener#reached}.
   *
   * @throws IOException if the file cannot be written; the old one is left as it was
   */
  public void reached(Supplier<TrainingProgress> progress) throws IOException {
    TrainingProgress now = progress.get();
    if (System.nanoTime() - last >= intervalNanos) {
      write(now);
      return;
    }
    Copy memory = copy.orElseGet(() -> Copy.of(now.state()));
    copy = Optional.of(memory);
    kept = Optional.of(new TrainingProgress(memory.take(now.state()), now.epochs()));
  }

  /**
   * Writes the last epoch's end if that was not done yet.
   *
   * @throws IOException as {@link #reached}
   */
  public void finish() throws IOException {
    if (kept.isPresent()) {
      write(kept.get());
    }
  }

  private void write(TrainingProgress progress) throws IOException {
    TrainingCheckpoint.of(classifier, config, progress, configuration).write(file);
    kept = Optional.empty();
    last = System.nanoTime();
  }
}
