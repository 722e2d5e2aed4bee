package dev.lanewise.cli.options;

import dev.lanewise.memory.Normalization;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is done to inputs before training. */
public final class NormalizeOption {

  @Option(
      names = "--normalize",
      paramLabel = "none|unit|center|standardize",
      description = {
        "Inputs as they are, divided by 255, minus the training mean of each, or also divided by"
            + " its deviation. Default: center."
      })
  private Optional<Normalization.Kind> typed = Optional.empty();

  /** The kind of normalization. */
  public Normalization.Kind kind() {
    return typed.orElse(Normalization.Kind.CENTER);
  }

  /** What is typed, if it is. */
  public Optional<Normalization.Kind> typed() {
    return typed;
  }
}
