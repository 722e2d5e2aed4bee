package dev.lanewise.cli.options;

import dev.lanewise.memory.Normalization;
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
  private Normalization.Kind kind = Normalization.Kind.CENTER;

  /** The kind of normalization. */
  public Normalization.Kind kind() {
    return kind;
  }
}
