package dev.lanewise.cli.options;

import dev.lanewise.data.Sampling;
import dev.lanewise.memory.Normalization;
import picocli.CommandLine.Option;

/** What {@code train} and all trials of {@code grid} take one value of. */
public final class RunOptions {

  /** How weights are drawn. */
  public enum Init {
    GAUSSIAN
  }

  @Option(
      names = "--normalize",
      paramLabel = "none|unit|center|standardize",
      description = {
        "Inputs as they are, divided by 255, minus the training mean of each, or also divided by"
            + " its deviation. Default: center."
      })
  private Normalization.Kind normalize = Normalization.Kind.CENTER;

  @Option(
      names = "--init",
      paramLabel = "gaussian",
      description = "How weights are drawn: normally, by --weight-scale. Default: gaussian.")
  private Init init = Init.GAUSSIAN;

  @Option(
      names = "--sampling",
      paramLabel = "shuffle|replacement",
      description = {
        "Every sample once an epoch in a new order, or each batch drawn with replacement as the"
            + " cs231n Solver does. Default: shuffle."
      })
  private Sampling sampling = Sampling.SHUFFLE;

  @Option(
      names = "--early-stopping",
      paramLabel = "N",
      description = "Stop after N epochs without a better validation accuracy. Default: off.")
  private int earlyStopping;

  /** What is done to inputs. */
  public Normalization.Kind normalize() {
    return normalize;
  }

  /** How weights are drawn. */
  public Init init() {
    return init;
  }

  /** How batches are drawn. */
  public Sampling sampling() {
    return sampling;
  }

  /** Epochs without a better one after which training stops; 0 for never. */
  public int earlyStopping() {
    return earlyStopping;
  }
}
