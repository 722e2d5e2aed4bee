package dev.lanewise.cli.options;

import dev.lanewise.data.Sampling;
import dev.lanewise.memory.Normalization;
import dev.lanewise.model.Init;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code train} and all trials of {@code grid} take one value of. */
public final class RunOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

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
      paramLabel = "auto|gaussian|he",
      description = {
        "How weights are drawn: normally, with deviation --weight-scale (gaussian) or sqrt(2 /"
            + " inputs of the layer) (he). auto is gaussian up to one hidden layer; beyond, he with"
            + " the first weights divided by the size of the training inputs. Default: auto."
      })
  private Optional<Init> init = Optional.empty();

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

  /**
   * How weights are drawn.
   *
   * @param scaled whether --weight-scale is given, which only gaussian weights have
   * @throws ParameterException if it is given for others
   */
  public Init init(boolean scaled) {
    if (scaled && init.orElse(Init.GAUSSIAN) != Init.GAUSSIAN) {
      throw new ParameterException(
          command.commandLine(),
          "--weight-scale is for --init gaussian, got --init "
              + init.get().name().toLowerCase(Locale.ROOT));
    }
    return init.orElse(scaled ? Init.GAUSSIAN : Init.AUTO);
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
