package dev.lanewise.cli.options;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Split;
import picocli.CommandLine.Option;

/** Which part of a data set a finished model is applied to. */
public final class SplitOption {

  /** The parts of a data set. */
  enum Part {
    TRAIN,
    VALIDATION,
    TEST
  }

  @Option(
      names = "--split",
      paramLabel = "train|validation|test",
      description = "The part of the data to use. Default: test.")
  private Part part = Part.TEST;

  /** The chosen part. */
  public Split of(DataSet data) {
    return switch (part) {
      case TRAIN -> data.train();
      case VALIDATION -> data.validation();
      case TEST -> data.test();
    };
  }
}
