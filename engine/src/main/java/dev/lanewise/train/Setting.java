package dev.lanewise.train;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One value of a {@link TrainingPlan}: its names, how it is read and written, and what a search may
 * do with it. {@link Settings} has all of them. Immutable.
 *
 * @param <T> its type
 */
public final class Setting<T> {

  /** How numbers are drawn from a range. */
  public enum Scale {
    /** Evenly. */
    LINEAR,
    /** By their logarithm, so that the range must begin above 0. */
    LOGARITHMIC
  }

  /**
   * A setting that counts only where another has certain values.
   *
   * @param setting the other
   * @param holds whether a value is one of them
   * @param implied the value that the other gets where only this one is set, if it gets one
   * @param except the only value with which it does not hold, as text; empty where there are more
   */
  public record Condition<U>(
      Setting<U> setting, Predicate<U> holds, Optional<U> implied, String except) {

    /** Whether a plan meets it. */
    public boolean holds(TrainingPlan plan) {
      return holds.test(setting.get(plan));
    }

    /** The values with which it holds, as text. */
    public String text() {
      return except.isEmpty()
          ? setting.type().all().stream()
              .filter(holds)
              .map(setting.type()::print)
              .collect(Collectors.joining(" or "))
          : "other than " + except;
    }
  }

  private final String key;
  private final String name;
  private final SettingType<T> type;
  private final Function<TrainingPlan, T> get;
  private final BiFunction<TrainingPlan, T, TrainingPlan> with;
  private final T standard;
  private String shortName;
  private String label = "";
  private String help = "";
  private String searchHelp = "";
  private List<T> searched;
  private OptionalInt draw = OptionalInt.empty();
  private Scale scale = Scale.LINEAR;
  private double least;
  private double most = Double.POSITIVE_INFINITY;
  private Optional<Condition<?>> condition = Optional.empty();

  private Setting(
      String key,
      String name,
      SettingType<T> type,
      T standard,
      Function<TrainingPlan, T> get,
      BiFunction<TrainingPlan, T, TrainingPlan> with) {
    this.key = key;
    this.name = name;
    this.type = type;
    this.standard = standard;
    this.get = get;
    this.with = with;
    this.shortName = words();
    this.searched = List.of(standard);
  }

  /** A setting; the methods without {@code public} complete it and are called in the table only. */
  static <T> Setting<T> of(
      String key,
      String name,
      SettingType<T> type,
      T standard,
      Function<TrainingPlan, T> get,
      BiFunction<TrainingPlan, T, TrainingPlan> with) {
    return new Setting<>(key, name, type, standard, get, with);
  }

  Setting<T> shortName(String word) {
    shortName = word;
    return this;
  }

  Setting<T> help(String valueLabel, String text) {
    label = valueLabel;
    help = text;
    searchHelp = text;
    return this;
  }

  Setting<T> helpOfSearch(String text) {
    searchHelp = text;
    return this;
  }

  Setting<T> searched(int drawnNumber, List<T> values) {
    draw = OptionalInt.of(drawnNumber);
    searched = List.copyOf(values);
    return this;
  }

  Setting<T> searched(int drawnNumber) {
    return searched(drawnNumber, searched);
  }

  Setting<T> logarithmic() {
    scale = Scale.LOGARITHMIC;
    return this;
  }

  Setting<T> sensible(double from, double to) {
    least = from;
    most = to;
    return this;
  }

  <U> Setting<T> means(Setting<U> other, U value) {
    condition = Optional.of(new Condition<>(other, value::equals, Optional.of(value), ""));
    return this;
  }

  <U> Setting<T> countsWith(Setting<U> other, Predicate<U> holds) {
    condition = Optional.of(new Condition<>(other, holds, Optional.empty(), ""));
    return this;
  }

  <U> Setting<T> countsWithout(Setting<U> other, U value) {
    Predicate<U> holds = it -> !it.equals(value);
    String text = other.type().print(value);
    condition = Optional.of(new Condition<>(other, holds, Optional.empty(), text));
    return this;
  }

  /** Its name in JSON documents, results files and fingerprints, such as {@code learningRate}. */
  public String key() {
    return key;
  }

  /** Its option of the command line, such as {@code --learning-rate}; empty if it has none. */
  public String option() {
    return help.isEmpty() ? "" : "--" + name;
  }

  /** Its name for people, such as {@code learning rate}. */
  public String words() {
    return name.replace('-', ' ');
  }

  /** Its name in a word, for tables. */
  public String shortName() {
    return shortName;
  }

  /** What stands for a value in help, such as {@code R} or {@code relu|tanh}. */
  public String label() {
    return label.isEmpty() ? String.join("|", type.names()) : label;
  }

  /** What it means, a sentence for the help of one training. */
  public String help() {
    return help;
  }

  /** What it means, a sentence for the help of a search. */
  public String helpOfSearch() {
    return searchHelp;
  }

  /** How its values are read and written. */
  public SettingType<T> type() {
    return type;
  }

  /** The default value of one training. */
  public T standard() {
    return standard;
  }

  /** The values that a search tries by default, that of {@link #standard} among them. */
  public List<T> searchedByDefault() {
    return searched;
  }

  /**
   * Which random number of a trial's stream draws its value in a random search. It decides the bits
   * of such a search, so it never changes, and a new setting takes the next one. Empty where all
   * trials of a search have the same value.
   */
  public OptionalInt draw() {
    return draw;
  }

  /** Whether trials of a search may differ in it. */
  public boolean isSearched() {
    return draw.isPresent();
  }

  /** How numbers are drawn from a range of it. */
  public Scale scale() {
    return scale;
  }

  /** The other setting that it needs, if any. */
  public Optional<Condition<?>> condition() {
    return condition;
  }

  /** Whether it changes what a plan trains: not a number of another optimizer or schedule. */
  public boolean counts(TrainingPlan plan) {
    return condition.filter(it -> it.implied().isEmpty() && !it.holds(plan)).isEmpty();
  }

  /** Whether smaller values than this quantity make sense. */
  public boolean mayShrink(double value) {
    return value > least;
  }

  /** Whether larger values than this quantity make sense. */
  public boolean mayGrow(double value) {
    return value < most;
  }

  /** Its value in a plan. */
  public T get(TrainingPlan plan) {
    return get.apply(plan);
  }

  /** Its value in a plan, as text. */
  public String text(TrainingPlan plan) {
    return type.print(get(plan));
  }

  /**
   * A plan with another value.
   *
   * @throws IllegalArgumentException if it is out of range; the message names the setting
   */
  public TrainingPlan with(TrainingPlan plan, T value) {
    return with.apply(plan, value);
  }

  /** The key. */
  @Override
  public String toString() {
    return key;
  }
}
