package dev.lanewise.cli.options;

import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options of {@code train} that {@link Settings} lists, each with one value. */
public final class TrainSettings {

  private final Map<Setting<?>, OptionSpec> options = new LinkedHashMap<>();

  /** An option for each setting that has one. */
  public TrainSettings() {
    this(Settings.ALL);
  }

  /** An option for each of some settings that has one; the others are the defaults. */
  public TrainSettings(List<Setting<?>> settings) {
    settings.stream().filter(it -> !it.option().isEmpty()).forEach(this::add);
  }

  private <T> void add(Setting<T> setting) {
    options.put(
        setting,
        SettingOption.builder(setting, setting.help(), List.of(setting.standard()))
            .type(Object.class)
            .converters(SettingOption.converter(setting))
            .build());
  }

  /** The options, to be mixed into a command. */
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create();
    options.values().forEach(spec::addOption);
    return spec;
  }

  /**
   * What is typed, and for the rest the defaults.
   *
   * @throws IllegalArgumentException if a value is out of range, or typed beside another with which
   *     it does not count
   */
  public TrainingPlan plan(int inputs, int classes) {
    return plan(TrainingPlan.standard(inputs, classes));
  }

  /**
   * What is typed, and for the rest another plan.
   *
   * @throws IllegalArgumentException as the other method
   */
  public TrainingPlan plan(TrainingPlan base) {
    TrainingPlan plan = withTyped(base);
    for (Setting<?> setting : options.keySet()) {
      requireCondition(setting, plan);
    }
    return plan.settled();
  }

  /**
   * The same, also where a typed value does not count beside the others.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public TrainingPlan typedOver(TrainingPlan base) {
    return withTyped(base).settled();
  }

  /** Whether the option of a setting is typed. */
  public boolean isTyped(Setting<?> setting) {
    return typed(setting).isPresent();
  }

  private TrainingPlan withTyped(TrainingPlan base) {
    TrainingPlan plan = base;
    for (Setting<?> setting : Settings.AS_SET) {
      plan = withTyped(setting, plan);
    }
    return plan;
  }

  private <T> TrainingPlan withTyped(Setting<T> setting, TrainingPlan plan) {
    return typed(setting).map(value -> setting.with(plan, value)).orElse(plan);
  }

  @SuppressWarnings("unchecked") // its converter makes nothing else
  private <T> Optional<T> typed(Setting<T> setting) {
    return Optional.ofNullable(options.get(setting)).map(option -> (T) option.getValue());
  }

  private <T> void requireCondition(Setting<T> setting, TrainingPlan plan) {
    if (typed(setting).isPresent()) {
      setting
          .condition()
          .filter(it -> !it.holds(plan))
          .ifPresent(it -> {
            throw refusal(setting, it, it.setting().text(plan));
          });
    }
  }

  /** A setting was typed beside values of another with which it does not count. */
  static IllegalArgumentException refusal(
      Setting<?> setting, Setting.Condition<?> condition, String typed) {
    String other = condition.setting().option();
    return new IllegalArgumentException(
        "%s is for %s %s, got %s %s"
            .formatted(setting.option(), other, condition.text(), other, typed));
  }
}
