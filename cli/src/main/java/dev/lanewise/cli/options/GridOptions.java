package dev.lanewise.cli.options;

import dev.lanewise.cli.options.NetOptions.Hidden;
import dev.lanewise.cli.options.NetOptions.HiddenActivation;
import dev.lanewise.cli.options.NetOptions.Init;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.cli.options.SolverOptions.Optimizer;
import dev.lanewise.data.Sampling;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.memory.Normalization;
import dev.lanewise.search.Grid;
import dev.lanewise.search.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The lists of a grid, and what all its trials have in common. */
public final class GridOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private static final String LIST = ",(?!$)"; // an empty value at the end is one too

  @Option(
      names = "--normalize",
      paramLabel = "none|unit|center|standardize",
      description = {
        "Inputs as they are, divided by 255, minus the training mean of each, or also divided by"
            + " its deviation. Default: center."
      })
  private Normalization.Kind normalize = Normalization.Kind.CENTER;

  @Option(
      names = "--hidden",
      split = LIST,
      paramLabel = "WIDTHS",
      converter = Hidden.class,
      description = {
        "Hidden layers of each net: 50,100 for two nets of one, 512-256 for one of two, none for a"
            + " linear classifier. Default: 50,100."
      })
  private List<Widths> hidden = List.of(new Widths(List.of(50)), new Widths(List.of(100)));

  @Option(
      names = "--learning-rate",
      split = LIST,
      paramLabel = "R",
      description = "Sizes of a step. Default: 1e-3,1e-4.")
  private List<Double> learningRates = List.of(1e-3, 1e-4);

  @Option(
      names = "--lr-decay",
      split = LIST,
      paramLabel = "F",
      description = "Factors on the learning rate after every epoch. Default: 1.0.")
  private List<Double> lrDecays = List.of(1.0);

  @Option(
      names = "--epochs",
      split = LIST,
      paramLabel = "N",
      description = "Passes over the training set. Default: 5,10.")
  private List<Integer> epochs = List.of(5, 10);

  @Option(
      names = "--reg",
      split = LIST,
      paramLabel = "R",
      description = "L2 strengths. Default: 10,20.")
  private List<Double> regs = List.of(10.0, 20.0);

  @Option(
      names = "--batch-size",
      split = LIST,
      paramLabel = "N",
      description = "Samples of a step, at most the training set. Default: 100.")
  private List<Integer> batchSizes = List.of(100);

  @Option(
      names = "--optimizer",
      split = LIST,
      paramLabel = "sgd",
      description = "How weights move along their gradient. Default: sgd.")
  private List<Optimizer> optimizers = List.of(Optimizer.SGD);

  @Option(
      names = "--activation",
      split = LIST,
      paramLabel = "relu|sigmoid|tanh",
      description = "Activations of the hidden layers. Default: relu.")
  private List<HiddenActivation> activations = List.of(HiddenActivation.RELU);

  @Option(
      names = "--loss",
      split = LIST,
      paramLabel = "softmax|svm",
      description = "What is minimized. Default: softmax.")
  private List<LossFunction> losses = List.of(LossFunction.SOFTMAX);

  @Option(
      names = "--init",
      paramLabel = "gaussian",
      description = "How weights are drawn: normally, by --weight-scale. Default: gaussian.")
  private Init init = Init.GAUSSIAN;

  @Option(
      names = "--weight-scale",
      split = LIST,
      paramLabel = "S",
      description = "Deviations of the initial weights. Default: 1e-3.")
  private List<Double> weightScales = List.of(1e-3);

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
      description =
          "Stop a trial after N epochs without a better validation accuracy. Default: off.")
  private int earlyStopping;

  @Option(
      names = "--seed",
      split = LIST,
      paramLabel = "N",
      description = "Seeds; a trial's model is that of train with the same one. Default: 0.")
  private List<Long> seeds = List.of(0L);

  /** What is done to inputs. */
  public Normalization.Kind normalize() {
    return normalize;
  }

  /** How weights are drawn. */
  public Init init() {
    return init;
  }

  /** Epochs without a better one after which a trial stops; 0 for never. */
  public int earlyStopping() {
    return earlyStopping;
  }

  /**
   * The grid.
   *
   * @throws ParameterException if a list has a value twice
   */
  public Grid grid() {
    distinct("--optimizer", optimizers);
    return new Grid()
        .hidden(distinct("--hidden", hidden).stream().map(Widths::list).toList())
        .learningRates(distinct("--learning-rate", learningRates))
        .lrDecays(distinct("--lr-decay", lrDecays))
        .epochs(distinct("--epochs", epochs))
        .regs(distinct("--reg", regs))
        .batchSizes(distinct("--batch-size", batchSizes))
        .activations(mapped(distinct("--activation", activations), HiddenActivation::engines))
        .losses(distinct("--loss", losses))
        .weightScales(distinct("--weight-scale", weightScales))
        .seeds(distinct("--seed", seeds))
        .sampling(sampling)
        .earlyStopping(earlyStopping);
  }

  private static <A, B> List<B> mapped(List<A> values, Function<A, B> mapping) {
    return values.stream().map(mapping).toList();
  }

  private <T> List<T> distinct(String option, List<T> values) {
    if (values.isEmpty()) {
      throw new ParameterException(command.commandLine(), option + " has no value");
    }
    HashSet<T> seen = new HashSet<>();
    for (T value : values) {
      if (!seen.add(value)) {
        throw new ParameterException(
            command.commandLine(), option + " has the value " + value + " twice");
      }
    }
    return values;
  }

  /** Advice on the best values of a search: those at the edge of a list of several. */
  public List<String> edges(Trial best) {
    ArrayList<String> edges = new ArrayList<>();
    edge(edges, "--learning-rate", learningRates, best.config().learningRate());
    edge(edges, "--epochs", mapped(epochs, Integer::doubleValue), best.config().epochs());
    edge(edges, "--reg", regs, best.net().reg());
    edge(edges, "--lr-decay", lrDecays, best.config().lrDecay());
    edge(edges, "--weight-scale", weightScales, best.net().weightScale());
    if (best.net().hidden().size() == 1 && hidden.stream().allMatch(w -> w.list().size() == 1)) {
      edge(
          edges,
          "--hidden",
          mapped(hidden, w -> w.list().getFirst().doubleValue()),
          best.net().hidden().getFirst());
    }
    return edges;
  }

  private static void edge(List<String> edges, String option, List<Double> values, double best) {
    double least = values.stream().reduce(Double.POSITIVE_INFINITY, Math::min);
    double most = values.stream().reduce(Double.NEGATIVE_INFINITY, Math::max);
    if (values.size() > 1 && (best == least || best == most)) {
      edges.add(option + " " + (best == least ? "smallest" : "largest"));
    }
  }
}
