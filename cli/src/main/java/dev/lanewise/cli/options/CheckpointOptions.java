package dev.lanewise.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code train} begins with, and where it keeps what it takes to go on. */
public final class CheckpointOptions {

  private static final double SECONDS = 10;
  private static final double MOST_SECONDS = 1e9; // fits a duration in nanoseconds

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description = {
        "Begin with the weights of this model file, all else new. Widths, activation and, unless"
            + " --normalize is there, the normalization are the model's. Default: weights are"
            + " drawn."
      })
  private Optional<Path> from = Optional.empty();

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = {
        "Write there what it takes to go on, at ends of epochs and where the run ends or is"
            + " interrupted. The file must not exist; it stays when the run is done. Default: none"
            + " is written."
      })
  private Optional<Path> checkpoint = Optional.empty();

  @Option(
      names = "--checkpoint-seconds",
      paramLabel = "S",
      description =
          "Write the checkpoint at most every S seconds; 0 for every epoch. A signal writes the"
              + " last whole epoch all the same. Default: 10.")
  private Optional<Double> seconds = Optional.empty();

  @Option(
      names = "--resume",
      description = {
        "Go on with the FILE of --checkpoint, or begin, if there is none. Settings are those of"
            + " FILE; --data is needed where it is no set known by name. --epochs may be another"
            + " number, up to the end of a schedule that has one."
      })
  private boolean resume;

  /** The model whose weights the run begins with. */
  public Optional<Path> from() {
    return from;
  }

  /** Where checkpoints are written. */
  public Optional<Path> file() {
    return checkpoint;
  }

  /** Whether a checkpoint may be there, to go on with. */
  public boolean resume() {
    return resume;
  }

  /** The checkpoint to go on with; empty where a run begins. */
  public Optional<Path> resumed() {
    return checkpoint.filter(file -> resume && Files.exists(file));
  }

  /** The least time between two checkpoints. */
  public Duration interval() {
    return Duration.ofNanos((long) (seconds.orElse(SECONDS) * 1e9));
  }

  /**
   * Finds what does not fit together.
   *
   * @throws ParameterException if something does not
   */
  public void check() {
    if (resume && checkpoint.isEmpty()) {
      throw usage("--resume needs the --checkpoint FILE to go on with");
    }
    if (seconds.isPresent() && checkpoint.isEmpty()) {
      throw usage("--checkpoint-seconds is for --checkpoint");
    }
    double value = seconds.orElse(SECONDS);
    if (!(value >= 0 && value <= MOST_SECONDS)) {
      throw usage("--checkpoint-seconds must be 0 to 1e9, got " + value);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
