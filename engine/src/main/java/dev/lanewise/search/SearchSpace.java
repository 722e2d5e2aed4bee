package dev.lanewise.search;

import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import java.util.ArrayList;
import java.util.HashMap;
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

    private static <U> Optional<Dimension<U>> implied(Setting.Condition<U> condition) {
      return condition
          .implied()
          .map(value -> new Dimension<>(condition.setting(), Choice.of(List.of(value))));
    }

    private boolean isStandard() {
      return choice.values().equals(List.of(setting.standard()));
    }

    private List<Value<T>> values() {
      return choice.values().stream().map(value -> new Value<>(setting, value)).toList();
    }

    private Value<T> drawn(CounterRandom random) {
      return new Value<>(setting, choice.at(random.uniform(setting.draw().orElseThrow())));
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

  /** A value of a setting. */
  private record Value<T>(Setting<T> setting, T value) {
    TrainingPlan in(TrainingPlan plan) {
      return setting.with(plan, value);
    }
  }

  /** The default lists: twelve trials of a grid, train's own settings among them. */
  public SearchSpace() {
    Settings.ALL.forEach(setting -> dimensions.put(setting, Dimension.standard(setting)));
  }

  /**
   * What a setting may be. One that implies a value of another, as a weight scale implies gaussian
   * weights, also gives that its value.
   *
   * @throws IllegalArgumentException if there are several values of a setting that all trials share
   */
  public <T> SearchSpace set(Setting<T> setting, Choice<T> choice) {
    if (!setting.isSearched() && choice.count() > 1) {
      throw new IllegalArgumentException(setting.words() + " must be the same in all trials");
    }
    dimensions.put(setting, new Dimension<>(setting, choice));
    chosen.add(setting);
    setting
        .condition()
        .flatMap(Dimension::implied)
        .ifPresent(it -> dimensions.put(it.setting(), it));
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
   * All combinations that differ, in the order of {@link Settings#OF_GRID}; the last varies
   * fastest.
   *
   * @throws IllegalArgumentException if a value is out of range, a choice is a range, or a setting
   *     was chosen whose condition is never met
   */
  public List<Trial> grid(int inputs, int classes) {
    requireConditions();
    List<List<Value<?>>> combinations = List.of(List.of());
    for (Setting<?> setting : Settings.OF_GRID) {
      Dimension<?> dimension = dimension(setting);
      if (dimension.choice().isRange()) {
        throw new IllegalArgumentException(
            setting.words()
                + " is a range, which only a random or a halving search draws from;"
                + " expected a list");
      }
      combinations =
          combinations.stream()
              .flatMap(before -> dimension.values().stream().map(value -> append(before, value)))
              .toList();
    }
    Set<TrainingPlan> plans = new LinkedHashSet<>();
    combinations.forEach(values -> plans.add(plan(values, inputs, classes).settled()));
    return trials(plans);
  }

  private static List<Value<?>> append(List<Value<?>> values, Value<?> next) {
    List<Value<?>> longer = new ArrayList<>(values);
    longer.add(next);
    return longer;
  }

  /**
   * Trials drawn at random, all different; fewer where the lists have not so many combinations. The
   * first trials are the same whatever the count.
   *
   * @param count how many
   * @param seed of the draws
   * @throws IllegalArgumentException if a value, or an end of a range, is not allowed, or a setting
   *     was chosen whose condition is never met
   */
  public List<Trial> random(int count, long seed, int inputs, int classes) {
    requireConditions();
    double combinations = 1;
    for (Setting<?> setting : Settings.OF_GRID) {
      for (Value<?> value : dimension(setting).values()) {
        plan(List.of(value), inputs, classes); // checks it
      }
      combinations *= choice(setting).count();
    }
    Set<TrainingPlan> plans = new LinkedHashSet<>();
    int fruitless = 0; // a range may have few numbers of four digits
    for (int draw = 0;
        plans.size() < Math.min(count, combinations) && fruitless < MOST_FRUITLESS;
        draw++) {
      CounterRandom random = new CounterRandom(seed, Purpose.TRIALS, 0, draw);
      List<Value<?>> values = new ArrayList<>();
      for (Setting<?> setting : Settings.OF_GRID) {
        values.add(dimension(setting).drawn(random));
      }
      fruitless = plans.add(plan(values, inputs, classes).settled()) ? 0 : fruitless + 1;
    }
    return trials(plans);
  }

  /**
   * The plan with some values, and for the other settings the first of theirs. Settings are set in
   * the order of {@link Settings#AS_SET}: the numbers of an optimizer after the optimizer.
   */
  private TrainingPlan plan(List<Value<?>> values, int inputs, int classes) {
    Map<Setting<?>, Value<?>> bySetting = new HashMap<>();
    values.forEach(value -> bySetting.put(value.setting(), value));
    TrainingPlan plan = TrainingPlan.standard(inputs, classes);
    for (Setting<?> setting : Settings.AS_SET) {
      Dimension<?> dimension = dimension(setting);
      // Left alone, the number of an optimizer is the optimizer's own and not the setting's
      // default.
      if (chosen.contains(setting) || !dimension.isStandard()) {
        Value<?> first = dimension.values().getFirst();
        plan = bySetting.getOrDefault(setting, first).in(plan);
      }
    }
    return plan;
  }

  /** A setting that counts in no trial is a mistake. */
  private void requireConditions() {
    for (Setting<?> setting : chosen) {
      setting.condition().ifPresent(it -> requireCondition(setting, it));
    }
  }

  private <U> void requireCondition(Setting<?> setting, Setting.Condition<U> condition) {
    @SuppressWarnings("unchecked") // each setting has a dimension of its own type
    Choice<U> others = (Choice<U>) choice(condition.setting());
    if (others.values().stream().noneMatch(condition.holds())) {
      throw new IllegalArgumentException(
          "%s counts with %s %s only"
              .formatted(setting.words(), condition.setting().words(), condition.text()));
    }
  }

  /** With their numbers. */
  private static List<Trial> trials(Set<TrainingPlan> plans) {
    List<Trial> trials = new ArrayList<>();
    for (TrainingPlan plan : plans) {
      trials.add(new Trial(trials.size() + 1, plan));
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
        .filter(setting -> setting.counts(best.plan()))
        .flatMap(setting -> dimension(setting).edge(best.plan()).stream())
        .toList();
  }
}
