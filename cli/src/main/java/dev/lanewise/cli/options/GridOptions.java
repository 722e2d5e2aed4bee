package dev.lanewise.cli.options;

import dev.lanewise.cli.options.NetOptions.HiddenActivation;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.cli.options.SolverOptions.Optimizer;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.search.Choice;
import dev.lanewise.search.SearchSpace;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiFunction;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What each hyper-parameter may be: a list, or for a random search a range. */
public final class GridOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private static final String LIST = ",(?!$)"; // an empty value at the end is one too

  @Option(
      names = "--hidden",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "WIDTHS,...",
      converter = Span.HiddenLayers.class,
      description = {
        "Hidden layers of each net: 50,100 for two nets of one, 512-256 for one of two, none for a"
            + " linear classifier. Default: 50,100."
      })
  private List<Span<Widths>> hidden =
      spans(List.of(new Widths(List.of(50)), new Widths(List.of(100))));

  @Option(
      names = "--learning-rate",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "R,...",
      converter = Span.Reals.class,
      description = "Sizes of a step. Default: 1e-3,1e-4.")
  private List<Span<Double>> learningRates = spans(List.of(1e-3, 1e-4));

  @Option(
      names = "--lr-decay",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "F,...",
      converter = Span.Reals.class,
      description = "Factors on the learning rate after every epoch. Default: 1.0.")
  private List<Span<Double>> lrDecays = spans(List.of(1.0));

  @Option(
      names = "--epochs",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "N,...",
      converter = Span.Integers.class,
      description = "Passes over the training set. Default: 5,10; for halving 10.")
  private List<Span<Integer>> epochs = List.of();

  @Option(
      names = "--reg",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "R,...",
      converter = Span.Reals.class,
      description = "L2 strengths. Default: 10,20.")
  private List<Span<Double>> regs = spans(List.of(10.0, 20.0));

  @Option(
      names = "--batch-size",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "N,...",
      converter = Span.Integers.class,
      description = "Samples of a step, at most the training set. Default: 100.")
  private List<Span<Integer>> batchSizes = spans(List.of(100));

  @Option(
      names = "--optimizer",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "sgd,...",
      description = "How weights move along their gradient. Default: sgd.")
  private List<Optimizer> optimizers = List.of(Optimizer.SGD);

  @Option(
      names = "--activation",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "relu|sigmoid|tanh,...",
      description = "Activations of the hidden layers. Default: relu.")
  private List<HiddenActivation> activations = List.of(HiddenActivation.RELU);

  @Option(
      names = "--loss",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "softmax|svm,...",
      description = "What is minimized. Default: softmax.")
  private List<LossFunction> losses = List.of(LossFunction.SOFTMAX);

  @Option(
      names = "--weight-scale",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "S,...",
      converter = Span.Reals.class,
      description = "Deviations of the initial weights. Default: 1e-3.")
  private List<Span<Double>> weightScales = spans(List.of(1e-3));

  @Option(
      names = "--seed",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "N,...",
      converter = Span.Longs.class,
      description = {
        "Seeds; a trial's model is that of train with the same one. The first also draws the trials"
            + " of a random search and deals the folds. Default: 0."
      })
  private List<Span<Long>> seeds = spans(List.of(0L));

  private static <T> List<Span<T>> spans(List<T> values) {
    return values.stream().map(value -> new Span<>(value, value, false)).toList();
  }

  /** The first seed. */
  public long seed() {
    return seeds.getFirst().least();
  }

  /**
   * What trials are made of.
   *
   * @param oneEpochCount whether all trials have the same number of epochs, as halving needs
   * @throws ParameterException if a list has a value twice, a range is the wrong way round or
   *     stands among values, or there are several numbers of epochs where there may be one
   */
  public SearchSpace space(RunOptions run, boolean oneEpochCount) {
    distinct("--optimizer", optimizers);
    return new SearchSpace()
        .hidden(
            choice(
                    "--hidden",
                    hidden,
                    (a, b) ->
                        widths(a, b).map(width -> new Widths(List.of(Math.toIntExact(width)))))
                .map(Widths::list))
        .learningRate(choice("--learning-rate", learningRates, Choice::logUniform))
        .lrDecay(choice("--lr-decay", lrDecays, Choice::uniform))
        .epochs(choice("--epochs", epochs(oneEpochCount), GridOptions::integers))
        .reg(choice("--reg", regs, Choice::logUniform))
        .batchSize(choice("--batch-size", batchSizes, GridOptions::integers))
        .activation(Choice.of(distinct("--activation", activations)).map(HiddenActivation::engines))
        .loss(Choice.of(distinct("--loss", losses)))
        .weightScale(choice("--weight-scale", weightScales, Choice::logUniform))
        .seed(choice("--seed", seeds, Choice::uniform))
        .sampling(run.sampling())
        .earlyStopping(run.earlyStopping());
  }

  private static Choice<Long> widths(Widths least, Widths most) {
    return Choice.uniform(least.list().getFirst(), most.list().getFirst().longValue());
  }

  private static Choice<Integer> integers(int least, int most) {
    return Choice.uniform((long) least, (long) most).map(Math::toIntExact);
  }

  private List<Span<Integer>> epochs(boolean one) {
    if (epochs.isEmpty()) {
      return one ? spans(List.of(10)) : spans(List.of(5, 10));
    }
    if (one && (epochs.size() > 1 || epochs.getFirst().isRange())) {
      throw usage("--search halving takes one number of --epochs, those of the last rung");
    }
    return epochs;
  }

  private <T> Choice<T> choice(
      String option, List<Span<T>> spans, BiFunction<T, T, Choice<T>> range) {
    if (spans.stream().noneMatch(Span::isRange)) {
      return Choice.of(distinct(option, spans)).map(Span::least);
    }
    if (spans.size() > 1) {
      throw usage(option + " has a range among other values; expected a list or one range");
    }
    try {
      return range.apply(spans.getFirst().least(), spans.getFirst().most());
    } catch (IllegalArgumentException e) {
      throw usage(option + ": " + e.getMessage());
    }
  }

  private <T> List<T> distinct(String option, List<T> values) {
    if (values.isEmpty()) {
      throw usage(option + " has no value");
    }
    HashSet<T> seen = new HashSet<>();
    for (T value : values) {
      if (!seen.add(value)) {
        throw usage(option + " has the value " + value + " twice");
      }
    }
    return values;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
