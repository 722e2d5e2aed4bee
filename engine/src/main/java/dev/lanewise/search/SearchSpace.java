package dev.lanewise.search;

import dev.lanewise.data.Sampling;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.train.TrainingConfig;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each hyper-parameter may be. A grid tries every combination of lists; a random search draws
 * from lists and ranges.
 */
public final class SearchSpace {

  private static final int MOST_FRUITLESS = 100_000;

  private final Map<HyperParameter, Choice<?>> choices = defaults();
  private final Set<HyperParameter> chosen = EnumSet.noneOf(HyperParameter.class);
  private Sampling sampling = Sampling.SHUFFLE;
  private int earlyStopping;
  private Init init = Init.AUTO;

  /**
   * The parameter of which the best value stands at an end of its list or range.
   *
   * @param largest whether at the upper end
   */
  public record Edge(HyperParameter parameter, boolean largest) {}

  /** The default lists: twelve trials of a grid, train's own settings among them. */
  public SearchSpace() {}

  private static Map<HyperParameter, Choice<?>> defaults() {
    Map<HyperParameter, Choice<?>> defaults = new EnumMap<>(HyperParameter.class);
    defaults.put(HyperParameter.HIDDEN, Choice.of(List.of(List.of(100), List.of(200))));
    defaults.put(HyperParameter.LEARNING_RATE, Choice.of(List.of(5e-4, 1e-3, 2e-3)));
    defaults.put(HyperParameter.LR_DECAY, Choice.of(List.of(1.0)));
    defaults.put(HyperParameter.EPOCHS, Choice.of(List.of(10)));
    defaults.put(HyperParameter.REG, Choice.of(List.of(0.0, 0.1)));
    defaults.put(HyperParameter.BATCH_SIZE, Choice.of(List.of(100)));
    defaults.put(HyperParameter.ACTIVATION, Choice.of(List.of(Activation.RELU)));
    defaults.put(HyperParameter.LOSS, Choice.of(List.of(LossFunction.SOFTMAX)));
    defaults.put(HyperParameter.WEIGHT_SCALE, Choice.of(List.of(NetSpec.WEIGHT_SCALE)));
    defaults.put(HyperParameter.SEED, Choice.of(List.of(0L)));
    return defaults;
  }

  private SearchSpace set(HyperParameter parameter, Choice<?> choice) {
    choices.put(parameter, choice);
    chosen.add(parameter);
    return this;
  }

  /** Hidden layers of each net, such as {@code [[50], [100], [512, 256]]}. */
  public SearchSpace hidden(Choice<List<Integer>> choice) {
    return set(HyperParameter.HIDDEN, choice);
  }

  /** Learning rates. */
  public SearchSpace learningRate(Choice<Double> choice) {
    return set(HyperParameter.LEARNING_RATE, choice);
  }

  /** Factors on the learning rate after every epoch. */
  public SearchSpace lrDecay(Choice<Double> choice) {
    return set(HyperParameter.LR_DECAY, choice);
  }

  /** Numbers of epochs; the longest run serves all of them. */
  public SearchSpace epochs(Choice<Integer> choice) {
    return set(HyperParameter.EPOCHS, choice);
  }

  /** L2 strengths. */
  public SearchSpace reg(Choice<Double> choice) {
    return set(HyperParameter.REG, choice);
  }

  /** Samples of a step. */
  public SearchSpace batchSize(Choice<Integer> choice) {
    return set(HyperParameter.BATCH_SIZE, choice);
  }

  /** Activations of the hidden layers. */
  public SearchSpace activation(Choice<Activation> choice) {
    return set(HyperParameter.ACTIVATION, choice);
  }

  /** What is minimized. */
  public SearchSpace loss(Choice<LossFunction> choice) {
    return set(HyperParameter.LOSS, choice);
  }

  /** Deviations of the initial weights, which are {@link Init#GAUSSIAN} then. */
  public SearchSpace weightScale(Choice<Double> choice) {
    init = Init.GAUSSIAN;
    return set(HyperParameter.WEIGHT_SCALE, choice);
  }

  /** Seeds. */
  public SearchSpace seed(Choice<Long> choice) {
    return set(HyperParameter.SEED, choice);
  }

  /** How the initial weights are drawn, in all trials; without, {@link Init#AUTO}. */
  public SearchSpace init(Init value) {
    init = value;
    return this;
  }

  /** How batches are drawn, in all trials. */
  public SearchSpace sampling(Sampling value) {
    sampling = value;
    return this;
  }

  /** Epochs without a better validation accuracy after which a trial stops; 0 for never. */
  public SearchSpace earlyStopping(int value) {
    earlyStopping = value;
    return this;
  }

  /** What a hyper-parameter may be. */
  public Choice<?> choice(HyperParameter parameter) {
    return Optional.ofNullable(choices.get(parameter)).orElseThrow();
  }

  /**
   * All combinations, in the order of {@link HyperParameter}; the last varies fastest.
   *
   * @throws IllegalArgumentException if a value is out of range, a choice is a range, or there are
   *     several weight scales for an {@link #init} that has none
   */
  public List<Trial> grid(int inputs, int classes) {
    List<Trial> trials = List.of(base(inputs, classes));
    for (HyperParameter parameter : HyperParameter.values()) {
      if (choice(parameter).isRange()) {
        throw new IllegalArgumentException(
            parameter
                + " is a range, which only a random or a halving search draws from;"
                + " expected a list");
      }
      trials =
          trials.stream()
              .flatMap(trial ->
                  choice(parameter).values().stream().map(value -> parameter.set(trial, value)))
              .toList();
    }
    return numbered(trials);
  }

  /**
   * Trials drawn at random, all different; fewer where the lists have not so many combinations. The
   * first trials are the same whatever the count.
   *
   * @param count how many
   * @param seed of the draws
   * @throws IllegalArgumentException if a value, or an end of a range, is not allowed
   */
  public List<Trial> random(int count, long seed, int inputs, int classes) {
    Trial base = base(inputs, classes);
    double combinations = 1;
    for (HyperParameter parameter : HyperParameter.values()) {
      choice(parameter).values().forEach(value -> parameter.set(base, value));
      combinations *= choice(parameter).count();
    }
    Set<Trial> trials = new LinkedHashSet<>();
    int fruitless = 0; // a range may have few numbers of four digits
    for (int draw = 0;
        trials.size() < Math.min(count, combinations) && fruitless < MOST_FRUITLESS;
        draw++) {
      fruitless = trials.add(drawn(base, seed, draw)) ? 0 : fruitless + 1;
    }
    return numbered(List.copyOf(trials));
  }

  private Trial drawn(Trial base, long seed, int draw) {
    Trial trial = base;
    for (HyperParameter parameter : HyperParameter.values()) {
      double u = new CounterRandom(seed, Purpose.TRIALS, 0, draw).uniform(parameter.drawn());
      trial = parameter.set(trial, choice(parameter).at(u));
    }
    return trial;
  }

  private Trial base(int inputs, int classes) {
    if (init != Init.GAUSSIAN && choice(HyperParameter.WEIGHT_SCALE).count() > 1) {
      throw new IllegalArgumentException(
          "several weight scales, which only gaussian initial weights have");
    }
    TrainingConfig config =
        TrainingConfig.DEFAULT.withSampling(sampling).withEarlyStopping(earlyStopping);
    return new Trial(0, NetSpec.twoLayer(inputs, 1, classes), config);
  }

  /** With their numbers, and the initialization by the name of what it is for their depth. */
  private List<Trial> numbered(List<Trial> trials) {
    List<Trial> numbered = new ArrayList<>();
    for (Trial trial : trials) {
      NetSpec net = trial.net().withInit(init).settled();
      numbered.add(trial.with(net).withNumber(numbered.size() + 1));
    }
    return numbered;
  }

  /**
   * Where to look further: the best trial's values at the end of a list of several numbers, or of a
   * range; not of the default lists, nor where nothing sensible is beyond: no reg below 0, no whole
   * number below 1, no decay above 1.
   */
  public List<Edge> edges(Trial best) {
    List<Edge> edges = new ArrayList<>();
    for (HyperParameter parameter : chosen) {
      double[] values =
          choice(parameter).values().stream().mapToDouble(SearchSpace::size).toArray();
      double own = size(parameter.of(best));
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (double value : values) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
      boolean further =
          own == most ? parameter.mayGrow(own) : own == least && parameter.mayShrink(own);
      if (least < most && further) {
        edges.add(new Edge(parameter, own == most));
      }
    }
    return edges;
  }

  /** A quantity of which more or less can be tried; NaN for everything else. */
  private static double size(Object value) {
    return switch (value) {
      case Double number -> number;
      case Integer number -> number;
      case List<?> widths when widths.size() == 1 -> size(widths.getFirst());
      default -> Double.NaN;
    };
  }
}
