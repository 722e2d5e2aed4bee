package dev.lanewise.cli.options;

import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.search.Trial;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which trials are made, and how they are trained and ranked. */
public final class SearchOptions {

  private static final int TRIALS = 16;

  /** How trials are chosen. */
  enum Kind {
    GRID,
    RANDOM,
    HALVING
  }

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--search",
      paramLabel = "grid|random|halving",
      description = {
        "grid tries every combination of the lists. random draws --trials of them, and also takes"
            + " ranges such as --learning-rate 1e-4..1e-2: drawn by their logarithm for learning"
            + " rate, reg and weight scale, evenly for other numbers. halving draws like random,"
            + " trains all for a ninth of --epochs, the best third three times as long, and so on."
            + " Default: grid."
      })
  private Kind search = Kind.GRID;

  @Option(
      names = "--trials",
      paramLabel = "N",
      description = "How many trials random and halving draw, all different. Default: 16.")
  private Optional<Integer> trials = Optional.empty();

  @Option(
      names = "--folds",
      paramLabel = "K",
      description = {
        "Rank by cross-validation in K folds, stratified by class, on training and validation part"
            + " together; the best is then trained once more on all of these. Default: off."
      })
  private Optional<Integer> folds = Optional.empty();

  @Option(
      names = "--no-refit",
      description = "With --folds: do not train the best once more. There is no model then.")
  private boolean noRefit;

  @Option(
      names = "--no-fuse",
      description = "Train every trial by itself from its first step; the results are the same.")
  private boolean noFuse;

  /** The name of the search, as results have it. */
  public String name() {
    return search.name().toLowerCase(Locale.ROOT);
  }

  /** Whether trials train by successive halving. */
  public boolean halving() {
    return search == Kind.HALVING;
  }

  /** Whether trials may train together. */
  public boolean fuse() {
    return !noFuse;
  }

  /** Whether the best of a cross-validation is trained once more. */
  public boolean refit() {
    return !noRefit;
  }

  /** The number of folds; 0 without cross-validation. */
  public int foldCount() {
    return folds.orElse(0);
  }

  /**
   * Finds what does not fit together.
   *
   * @param writesModel whether the best model is to be written
   */
  public void check(boolean writesModel) {
    if (trials.isPresent() && search == Kind.GRID) {
      throw usage("--trials is for --search random and halving; a grid tries all combinations");
    }
    if (trials.orElse(1) < 1) {
      throw usage("--trials must be at least 1, got " + trials.orElseThrow());
    }
    if (folds.orElse(2) < 2) {
      throw usage("--folds must be at least 2, got " + folds.orElseThrow());
    }
    if (noRefit && folds.isEmpty()) {
      throw usage("--no-refit is for --folds");
    }
    if (noRefit && writesModel) {
      throw usage("--model needs the training that --no-refit leaves out");
    }
  }

  /**
   * The trials of a space.
   *
   * @throws ParameterException if a value is out of range
   */
  public List<Trial> trials(SearchSpace space, long seed, int inputs, int classes) {
    try {
      return search == Kind.GRID
          ? space.grid(inputs, classes)
          : space.random(trials.orElse(TRIALS), seed, inputs, classes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * The folds of a data set, if it is to be divided.
   *
   * @throws ParameterException if there are more folds than samples
   */
  public Optional<Folds> folds(DataSet data, long seed) {
    try {
      return folds.map(count -> new Folds(data, count, seed));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--folds: " + e.getMessage(), e);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
