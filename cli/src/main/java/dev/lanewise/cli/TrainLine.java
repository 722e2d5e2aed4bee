package dev.lanewise.cli;

import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.model.Init;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The command line of {@code train} that does a run once more. It has the options whose values are
 * not the defaults, quoted for a POSIX shell.
 */
final class TrainLine {

  private static final Pattern PLAIN = Pattern.compile("[\\w./:+,@%-]+");

  private TrainLine() {}

  /**
   * The line that gives the weights of a result; of an interrupted one, those of its best epoch.
   * Empty if it has no weights, or no options ask for the rows that it was trained on.
   */
  static List<String> of(RunContext shared, TrialResult result) {
    Recipe run = shared.ofWeights(result);
    if (result.witness().isEmpty() || !run.data().canBeAskedFor()) {
      return List.of();
    }
    return of(result.status() == Status.INTERRUPTED ? run.upTo(result.bestEpoch()) : run);
  }

  /** The parts of the line, each an option with its value, to be joined by spaces. */
  static List<String> of(Recipe run) {
    List<String> parts = new ArrayList<>(List.of("lanewise train"));
    for (RunSetting setting : RunSettings.OF_DATA) {
      String asked = setting.argument(run);
      if (!asked.isEmpty()) {
        parts.add(option(setting.option(), asked));
      }
    }
    run.data().folder().ifPresent(path -> parts.add(option("--data-dir", path.toString())));
    Recipe standard = standard(run);
    for (RunSetting setting : RunSettings.WITH_OPTION) {
      String value = setting.text(run);
      String otherwise =
          Settings.find(setting.key())
              .filter(it -> !it.counts(standard.plan()))
              .map(TrainLine::standard)
              .orElse(setting.text(standard));
      boolean told = !value.isEmpty() && !value.equals(otherwise);
      if (told && !RunSettings.OF_DATA.contains(setting)) {
        parts.add(option(setting.option(), value));
      }
    }
    return parts;
  }

  /** The default of a setting that the default plan has no use for. */
  private static <T> String standard(Setting<T> setting) {
    return setting.type().print(setting.standard());
  }

  /** The same data trained with the defaults of {@code train}. */
  private static Recipe standard(Recipe run) {
    TrainingPlan plan = TrainingPlan.standard(run.net().inputs(), run.net().classes());
    Init init = run.net().withInit(Init.AUTO).settled().init(); // of this depth
    return new Recipe(
        RunContext.of(run.data(), new NormalizeOption()), plan.with(plan.net().withInit(init)));
  }

  /** A value that begins like an option needs the equals sign. */
  private static String option(String name, String value) {
    return name + (value.startsWith("-") ? "=" : " ") + quoted(value);
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
