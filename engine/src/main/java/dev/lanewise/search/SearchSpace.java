package dev.lanewise.search;

import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What each setting may be. A grid tries every combination of lists; a random search draws from
 * lists and ranges. Not for concurrent use.
 */
public final class SearchSpace {

  private static final int MOST_FRUITLESS = 100_000;

  private final Map<Setting<?>, Dimension<?>> dimensions = new LinkedHashMap<>();
  private final Set<Setting<?>> chosen = new LinkedHashSet<>();

  /**
   * The setting of which the best value stands at an end of its list or range.
   *
   * @param largest whether at the upper end
   */
  public record Edge(Setting<?> setting, boolean largest) {}

  /** A setting and what it may be. */
  private record Dimension<T>(Setting<T> setting, Choice<T> choice) {

    private static <T> Dimension<T> standard(Setting<T> setting) {
      return new Dimension<>(setting, Choice.of(setting.searchedByDefault()));
    }

    private static <U> Dimension<U> of(Setting.Condition<U> condition) {
      return new Dimension<>(condition.setting(), Choice.of(List.of(condition.value())));
    }

    private List<TrainingPlan> plans(TrainingPlan plan) {
      return choice.values().stream().map(value -> setting.with(plan, value)).toList();
    }

    private TrainingPlan drawn(TrainingPlan plan, CounterRandom random) {
      return setting.with(plan, choice.at(random.uniform(setting.draw().orElseThrow())));
    }

    private Optional<Edge> edge(TrainingPlan best) {
      double own = setting.type().quantity(setting.get(best));
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (T value : choice.values()) {
        least = Math.min(least, setting.type().quantity(value));
        most = Math.max(most, setting.type().quantity(value));
      }
      boolean further = own == most ? setting.mayGrow(own) : own == least && setting.mayShrink(own);
      return least < most && further
          ? Optional.of(new Edge(setting, own == most))
          : Optional.empty();
    }
  }

  /** The default lists: twelve trials of a grid, train's own settings among them. */
  public SearchSpace() {
    Settings.ALL.forEach(setting -> dimensions.put(setting, Dimension.standard(setting)));
  }

  /**
   * What a setting may be. One that needs another, as a weight scale needs gaussian weights, also
   * gives that its value.
   *
   * @throws IllegalArgumentException if there are several values of a setting that all trials share
   */
  public <T> SearchSpace set(Setting<T> setting, Choice<T> choice) {
    if (!setting.isSearched() && choice.count() > 1) {
      throw new IllegalArgumentException(setting.words() + " must be the same in all trials");
    }
    dimensions.put(setting, new Dimension<>(setting, choice));
    chosen.add(setting);
    setting.condition().ifPresent(it -> dimensions.put(it.setting(), Dimension.of(it)));
    return this;
  }

  /** One value of a setting, in all trials. */
  public <T> SearchSpace set(Setting<T> setting, T value) {
    return set(setting, Choice.of(List.of(value)));
  }

  private Dimension<?> dimension(Setting<?> setting) {
    return Optional.ofNullable(dimensions.get(setting)).orElseThrow();
  }

  /** What a setting may be. */
  public Choice<?> choice(Setting<?> setting) {
    return dimension(setting).choice();
  }

  /**
   * All combinations, in the order of {@link Settings#OF_GRID}; the last varies fastest.
   *
   * @throws IllegalArgumentException if a value is out of range, a choice is a range, or there are
   *     several values of a setting whose condition is not met
   */
  public List<Trial> grid(int inputs, int classes) {
    List<TrainingPlan> plans = List.of(base(inputs, classes));
    for (Setting<?> setting : Settings.OF_GRID) {
      Dimension<?> dimension = dimension(setting);
      if (dimension.choice().isRange()) {
        throw new IllegalArgumentException(
            setting.words()
                + " is a range, which only a random or a halving search draws from;"
                + " expected a list");
      }
      plans = plans.stream().flatMap(plan -> dimension.plans(plan).stream()).toList();
    }
    return trials(plans);
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
    TrainingPlan base = base(inputs, classes);
    double combinations = 1;
    for (Setting<?> setting : Settings.OF_GRID) {
      dimension(setting).plans(base); // checks the values
      combinations *= choice(setting).count();
    }
    Set<TrainingPlan> plans = new LinkedHashSet<>();
    int fruitless = 0; // a range may have few numbers of four digits
    for (int draw = 0;
        plans.size() < Math.min(count, combinations) && fruitless < MOST_FRUITLESS;
        draw++) {
      fruitless = plans.add(drawn(base, seed, draw)) ? 0 : fruitless + 1;
    }
    return trials(List.copyOf(plans));
  }

  private TrainingPlan drawn(TrainingPlan base, long seed, int draw) {
    TrainingPlan plan = base;
    CounterRandom random = new CounterRandom(seed, Purpose.TRIALS, 0, draw);
    for (Setting<?> setting : Settings.OF_GRID) {
      plan = dimension(setting).drawn(plan, random);
    }
    return plan;
  }

  /** The defaults with the settings that all trials share. */
  private TrainingPlan base(int inputs, int classes) {
    TrainingPlan base = withShared(TrainingPlan.standard(inputs, classes));
    for (Setting<?> setting : Settings.OF_GRID) {
      setting
          .condition()
          .filter(it -> choice(setting).count() > 1 && !it.holds(base))
          .ifPresent(it -> {
            throw new IllegalArgumentException(
                "several values of %s, which counts with %s %s only"
                    .formatted(setting.words(), it.setting().words(), it.text()));
          });
    }
    return base;
  }

  private TrainingPlan withShared(TrainingPlan plan) {
    TrainingPlan shared = plan;
    for (Setting<?> setting : Settings.ALL) {
      if (!setting.isSearched()) {
        shared = dimension(setting).plans(shared).getFirst();
      }
    }
    return shared;
  }

  /** With their numbers, and the initialization by the name of what it is for their depth. */
  private List<Trial> trials(List<TrainingPlan> plans) {
    List<Trial> trials = new ArrayList<>();
    for (TrainingPlan plan : plans) {
      trials.add(new Trial(trials.size() + 1, withShared(plan).settled())); // init after its scale
    }
    return trials;
  }

  /**
   * Where to look further: the best trial's values at the end of a list of several numbers, or of a
   * range; not of the default lists, nor where nothing sensible is beyond: no reg below 0, no whole
   * number below 1, no decay above 1.
   */
  public List<Edge> edges(Trial best) {
    return Settings.ALL.stream()
        .filter(chosen::contains)
        .flatMap(setting -> dimension(setting).edge(best.plan()).stream())
        .toList();
  }
}
