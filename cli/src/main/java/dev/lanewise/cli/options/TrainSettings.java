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
    Settings.ALL.stream().filter(it -> !it.option().isEmpty()).forEach(this::add);
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
    TrainingPlan plan = TrainingPlan.standard(inputs, classes);
    for (Setting<?> setting : options.keySet()) {
      plan = withTyped(setting, plan);
    }
    for (Setting<?> setting : options.keySet()) {
      requireCondition(setting, plan);
    }
    return plan.settled();
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
      requireCondition(setting, plan, setting.condition());
    }
  }

  /** Refuses a setting that does not count beside another that was typed. */
  static void requireCondition(
      Setting<?> setting, TrainingPlan plan, Optional<Setting.Condition<?>> condition) {
    condition
        .filter(it -> !it.holds(plan))
        .ifPresent(it -> {
          String other = it.setting().option();
          throw new IllegalArgumentException(
              "%s is for %s %s, got %s %s"
                  .formatted(setting.option(), other, it.text(), other, it.setting().text(plan)));
        });
  }
}
