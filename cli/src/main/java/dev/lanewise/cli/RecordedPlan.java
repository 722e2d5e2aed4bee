package dev.lanewise.cli;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/**
 * The plan of the run that gives a model's weights, as its file tells it.
 *
 * @param plan settled
 */
record RecordedPlan(TrainingPlan plan) {

  /** A plan with all defaults, of which sizes do not matter here. */
  private static final TrainingPlan STANDARD = TrainingPlan.standard(1, 1);

  /**
   * Reads a plan.
   *
   * @param entries what the file of a model keeps of its run
   * @throws MalformedFileException if a setting is missing or has a value that it cannot have
   */
  static RecordedPlan read(Path file, Map<String, String> entries) throws MalformedFileException {
    TrainingPlan plan = STANDARD;
    for (Setting<?> setting : Settings.AS_SET) {
      String text = entries.getOrDefault(key(setting), "");
      plan = text.isEmpty() ? plan : with(file, setting, plan, text);
    }
    for (Setting<?> setting : Settings.ALL) {
      boolean older = Settings.LATER.contains(setting) && setting.counts(STANDARD);
      if (!older && setting.counts(plan) && !entries.containsKey(key(setting))) {
        throw new MalformedFileException(
            file,
            Provenance.PREFIX + key(setting),
            "is missing",
            "every setting of the run, as models of train and grid have it");
      }
    }
    return new RecordedPlan(plan.settled());
  }

  private static String key(Setting<?> setting) {
    return RunSetting.of(setting).modelKey();
  }

  private static <T> TrainingPlan with(
      Path file, Setting<T> setting, TrainingPlan plan, String text) throws MalformedFileException {
    try {
      return setting.with(plan, setting.type().parse(text));
    } catch (IllegalArgumentException e) {
      MalformedFileException malformed =
          new MalformedFileException(
              file,
              Provenance.PREFIX + key(setting),
              String.valueOf(e.getMessage()),
              "a value of " + setting.option());
      malformed.initCause(e);
      throw malformed;
    }
  }

  /** The plan of a run that ends with an epoch and never before it. */
  RecordedPlan upTo(int epoch) {
    return new RecordedPlan(plan.with(plan.config().withEpochs(epoch).withEarlyStopping(0)));
  }

  /**
   * The options of {@code train} that ask for the plan: of each setting that is not its default,
   * unless one that is typed leaves it without effect.
   */
  List<GivenOption> options(ParseResult typed) {
    List<GivenOption> options = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      if (!setting.option().isEmpty() && isNeeded(setting) && !isReplaced(setting, typed)) {
        options.add(
            GivenOption.of(setting.option(), setting.text(plan), Provenance.PREFIX + key(setting)));
      }
    }
    return options;
  }

  private <T> boolean isNeeded(Setting<T> setting) {
    return setting.condition().filter(it -> !it.holds(plan)).isEmpty()
        && !setting
            .with(plan, setting.standard())
            .settled()
            .fingerprint()
            .equals(plan.fingerprint());
  }

  /** Whether it does not count with the typed value of the setting that it needs. */
  private static boolean isReplaced(Setting<?> setting, ParseResult typed) {
    Optional<Setting.Condition<?>> condition = setting.condition();
    return condition.isPresent() && !holds(condition.get(), typed);
  }

  private static <U> boolean holds(Setting.Condition<U> condition, ParseResult typed) {
    String option = condition.setting().option();
    if (!typed.hasMatchedOption(option)) {
      return true;
    }
    U value = typed.matchedOptionValue(option, condition.setting().standard());
    return condition.holds().test(value);
  }
}
