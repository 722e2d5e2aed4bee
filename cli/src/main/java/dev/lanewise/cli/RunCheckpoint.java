package dev.lanewise.cli;

import dev.lanewise.train.CheckpointWriter;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/** The checkpoint of a run of {@code train}: what cannot be written ends it with exit code 5. */
final class RunCheckpoint implements TrainingListener {

  private final Path file;
  private final CheckpointWriter writer;

  /** A checkpoint that is written at most every {@code interval}. */
  RunCheckpoint(Path file, RunStart start, Duration interval) {
    this.file = file;
    this.writer =
        new CheckpointWriter(
            file, start.classifier(), start.run().config(), start.run().modelEntries(), interval);
  }

  @Override
  public void reached(Supplier<TrainingProgress> progress) {
    try {
      writer.reached(progress);
    } catch (IOException e) {
      throw Outputs.unwritten(file, "the checkpoint", e);
    }
  }

  /** Writes the last whole epoch's end if that was not done yet. */
  void finish() {
    try {
      writer.finish();
    } catch (IOException e) {
      throw Outputs.unwritten(file, "the checkpoint", e);
    }
  }
}
