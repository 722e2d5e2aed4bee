package dev.lanewise.cli;

import dev.lanewise.cli.options.SettingOption;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingSettings;
import java.util.List;
import java.util.Set;

/**
 * Trials as lines of text that stand well below each other: what they differ in, and how it went.
 */
final class TrialRows {

  private static final Set<Setting<?>> ALWAYS =
      Set.of(NetSettings.HIDDEN, ScheduleSettings.LEARNING_RATE, TrainingSettings.EPOCHS);

  private final List<Setting<?>> shown;
  private final List<Integer> widths;
  private final int numberWidth;

  /** Rows of these trials; where halving cuts epochs short, those it shows are cut too. */
  TrialRows(List<Trial> trials) {
    this.shown =
        Settings.ALL.stream()
            .filter(Setting::isSearched)
            .filter(setting ->
                ALWAYS.contains(setting)
                    || trials.stream().map(t -> setting.get(t.plan())).distinct().count() > 1)
            .toList();
    this.widths =
        shown.stream()
            .map(setting ->
                trials.stream().mapToInt(t -> value(setting, t).length()).max().orElse(0))
            .toList();
    this.numberWidth = Integer.toString(trials.size()).length();
  }

  /** The settings that are told. */
  List<Setting<?>> shown() {
    return shown;
  }

  /** The columns that the longest value of each takes. */
  List<Integer> widths() {
    return widths;
  }

  /** A trial and how it ended. */
  String row(TrialResult result) {
    return settings(result.trial()) + "  " + ending(result);
  }

  private String settings(Trial trial) {
    StringBuilder row = new StringBuilder();
    row.append(("trial %" + numberWidth + "d").formatted(trial.number()));
    for (int i = 0; i < shown.size(); i++) {
      String text = value(shown.get(i), trial);
      row.append("  ").append(shown.get(i).shortName()).append(' ').append(text);
      row.repeat(' ', Math.max(0, widths.get(i) - text.length()));
    }
    return row.toString();
  }

  /** How a trial ended. */
  static String ending(TrialResult result) {
    return switch (result.status()) {
      case DONE, INTERRUPTED ->
          "validation %s%s%s (epoch %d)"
              .formatted(
                  Accuracy.text(result.validationAccuracy()),
                  result.foldAccuracies().isEmpty()
                      ? ""
                      : " ± " + Accuracy.text(result.deviation()),
                  Double.isNaN(result.validationLoss()) ? "" : ", loss " + loss(result),
                  result.bestEpoch());
      case DIVERGED -> result.reason().isEmpty() ? "diverged" : "diverged in " + result.reason();
      case FAILED -> result.reason().isEmpty() ? "failed" : "failed, " + result.reason();
    };
  }

  /** The validation loss of a trial, which is monitored. */
  static String loss(TrialResult result) {
    return EpochTable.loss(result.validationLoss());
  }

  /** A trial's value of a setting; a dash where it does not count. */
  static <T> String value(Setting<T> setting, Trial trial) {
    return setting.counts(trial.plan())
        ? SettingOption.text(setting, setting.get(trial.plan()))
        : "-";
  }
}
