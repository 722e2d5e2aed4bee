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
import java.util.function.Consumer;
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
            + " linear classifier. Default: 100,200."
      })
  private List<Span<Widths>> hidden = List.of();

  @Option(
      names = "--learning-rate",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "R,...",
      converter = Span.Reals.class,
      description = "Sizes of a step. Default: 5e-4,1e-3,2e-3.")
  private List<Span<Double>> learningRates = List.of();

  @Option(
      names = "--lr-decay",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "F,...",
      converter = Span.Reals.class,
      description = "Factors on the learning rate after every epoch. Default: 1.")
  private List<Span<Double>> lrDecays = List.of();

  @Option(
      names = "--epochs",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "N,...",
      converter = Span.Integers.class,
      description = "Passes over the training set. Default: 10.")
  private List<Span<Integer>> epochs = List.of();

  @Option(
      names = "--reg",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "R,...",
      converter = Span.Reals.class,
      description = "L2 strengths. Default: 0,0.1.")
  private List<Span<Double>> regs = List.of();

  @Option(
      names = "--batch-size",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "N,...",
      converter = Span.Integers.class,
      description = "Samples of a step, at most the training set. Default: 100.")
  private List<Span<Integer>> batchSizes = List.of();

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
  private List<HiddenActivation> activations = List.of();

  @Option(
      names = "--loss",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "softmax|svm,...",
      description = "What is minimized. Default: softmax.")
  private List<LossFunction> losses = List.of();

  @Option(
      names = "--weight-scale",
      split = LIST,
      hideParamSyntax = true,
      paramLabel = "S,...",
      converter = Span.Reals.class,
      description =
          "Deviations of initial weights of --init gaussian, which they mean. Default: 1e-3.")
  private List<Span<Double>> weightScales = List.of();

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
  private List<Span<Long>> seeds = List.of();

  /** The first seed. */
  public long seed() {
    return seeds.isEmpty() ? 0 : seeds.getFirst().least();
  }

  /**
   * What trials are made of: what is typed, and for the rest the engine's defaults.
   *
   * @param oneEpochCount whether all trials have the same number of epochs, as halving needs
   * @throws ParameterException if a list has a value twice, a range is the wrong way round or
   *     stands among values, or there are several numbers of epochs where there may be one
   */
  public SearchSpace space(RunOptions run, boolean oneEpochCount) {
    distinct("--optimizer", optimizers);
    if (oneEpochCount && (epochs.size() > 1 || epochs.stream().anyMatch(Span::isRange))) {
      throw usage("--search halving takes one number of --epochs, those of the last rung");
    }
    SearchSpace space = new SearchSpace().init(run.init(!weightScales.isEmpty()));
    typed("--hidden", hidden, GridOptions::widths, it -> space.hidden(it.map(Widths::list)));
    typed("--learning-rate", learningRates, Choice::logUniform, space::learningRate);
    typed("--lr-decay", lrDecays, Choice::uniform, space::lrDecay);
    typed("--epochs", epochs, GridOptions::integers, space::epochs);
    typed("--reg", regs, Choice::logUniform, space::reg);
    typed("--batch-size", batchSizes, GridOptions::integers, space::batchSize);
    typed("--weight-scale", weightScales, Choice::logUniform, space::weightScale);
    typed("--seed", seeds, Choice::uniform, space::seed);
    if (!activations.isEmpty()) {
      space.activation(
          Choice.of(distinct("--activation", activations)).map(HiddenActivation::engines));
    }
    if (!losses.isEmpty()) {
      space.loss(Choice.of(distinct("--loss", losses)));
    }
    return space.sampling(run.sampling()).earlyStopping(run.earlyStopping());
  }

  private <T> void typed(
      String option,
      List<Span<T>> spans,
      BiFunction<T, T, Choice<T>> range,
      Consumer<Choice<T>> set) {
    if (!spans.isEmpty()) {
      set.accept(choice(option, spans, range));
    }
  }

  private static Choice<Widths> widths(Widths least, Widths most) {
    return Choice.uniform(least.list().getFirst(), most.list().getFirst().longValue())
        .map(width -> new Widths(List.of(Math.toIntExact(width))));
  }

  private static Choice<Integer> integers(int least, int most) {
    return Choice.uniform((long) least, (long) most).map(Math::toIntExact);
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
      throw usage("%s %s: %s".formatted(option, spans.getFirst(), e.getMessage()));
    }
  }

  private <T> List<T> distinct(String option, List<T> values) {
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
