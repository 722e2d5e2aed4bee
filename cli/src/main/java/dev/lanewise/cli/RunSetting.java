package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.train.Setting;
import dev.lanewise.train.SettingType;
import dev.lanewise.train.TrainingPlan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * A value that can change a bit of a trained model, of the engine's {@link Setting}s or of the
 * data; {@link RunSettings} has all of them.
 *
 * @param key its name in JSON documents and results files, such as {@code learningRate}
 * @param option its option of {@code train}; empty if it has none
 * @param value of a run: a number, text or list; an empty Optional if there is none
 * @param argument the value as its option takes it; an empty Optional if it was not given
 * @param isCompared whether a search may only go on with results that have the same value
 */
record RunSetting(
    String key,
    String option,
    Function<Recipe, Object> value,
    Function<Recipe, Object> argument,
    boolean isCompared) {

  /** A setting that is told as it is asked for, and compared. */
  static RunSetting of(String key, String option, Function<Recipe, Object> value) {
    return new RunSetting(key, option, value, value, true);
  }

  /** The same, without being compared: it changes no trained bit. */
  RunSetting notCompared() {
    return new RunSetting(key, option, value, argument, false);
  }

  /** The same, asked for in another way. */
  RunSetting askedFor(Function<Recipe, Object> other) {
    return new RunSetting(key, option, value, other, isCompared);
  }

  /** A setting of the engine; a run with which it does not count has no value of it. */
  static <T> RunSetting of(Setting<T> setting) {
    return of(setting.key(), setting.option(), run -> value(setting, run.plan()));
  }

  private static <T> Object value(Setting<T> setting, TrainingPlan plan) {
    if (!setting.counts(plan)) {
      return Optional.empty();
    }
    T value = setting.get(plan);
    boolean plain = value instanceof Number || value instanceof List<?>;
    return plain ? value : setting.type().print(value);
  }

  /** Its name in model files, such as {@code learning_rate}. */
  String modelKey() {
    return key.replaceAll("(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }

  /** Its name for people, such as "learning rate". */
  String words() {
    return option.replaceFirst("^--", "").replace('-', ' ');
  }

  /** The value in a JSON document: a number, text or list; an empty Optional if there is none. */
  Object json(Recipe run) {
    return value.apply(run);
  }

  /** Adds the value to a JSON document, if there is one. Modified: json. */
  void put(Json json, Recipe run) {
    Object value = json(run);
    if (!value.equals(Optional.empty())) {
      json.put(key, value);
    }
  }

  /** The value as text; empty if there is none. */
  String text(Recipe run) {
    return text(value.apply(run));
  }

  /** The value as its option takes it; empty if the option was not given. */
  String argument(Recipe run) {
    return text(argument.apply(run));
  }

  /** A value of a JSON document as text. */
  static String text(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(RunSetting::text).orElse("");
      case OptionalInt size -> size.isPresent() ? Integer.toString(size.getAsInt()) : "";
      case List<?> widths ->
          SettingType.WIDTHS.print(widths.stream().map(Integer.class::cast).toList());
      default -> value.toString();
    };
  }
}
