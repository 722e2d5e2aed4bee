package dev.lanewise.cli;

import dev.lanewise.cli.console.NumberText;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.search.HyperParameter;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Trials as lines of text that stand well below each other: what they differ in, and how it went.
 */
final class TrialRows {

  private static final Set<HyperParameter> ALWAYS =
      EnumSet.of(HyperParameter.HIDDEN, HyperParameter.LEARNING_RATE, HyperParameter.EPOCHS);

  private final List<HyperParameter> shown;
  private final List<Integer> widths;
  private final int numberWidth;

  /** Rows of these trials; where halving cuts epochs short, those it shows are cut too. */
  TrialRows(List<Trial> trials) {
    this.shown =
        List.of(HyperParameter.values()).stream()
            .filter(parameter ->
                ALWAYS.contains(parameter)
                    || trials.stream().map(parameter::of).distinct().count() > 1)
            .toList();
    this.widths =
        shown.stream()
            .map(parameter ->
                trials.stream().mapToInt(t -> value(parameter, t).length()).max().orElse(0))
            .toList();
    this.numberWidth = Integer.toString(trials.size()).length();
  }

  /** The hyper-parameters that are told. */
  List<HyperParameter> shown() {
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
      row.append("  ").append(name(shown.get(i))).append(' ').append(text);
      row.repeat(' ', Math.max(0, widths.get(i) - text.length()));
    }
    return row.toString();
  }

  /** How a trial ended. */
  static String ending(TrialResult result) {
    return switch (result.status()) {
      case DONE, INTERRUPTED ->
          "validation %s%s (epoch %d)"
              .formatted(
                  Accuracy.text(result.validationAccuracy()),
                  result.foldAccuracies().isEmpty()
                      ? ""
                      : " ± " + Accuracy.text(result.deviation()),
                  result.bestEpoch());
      case DIVERGED -> result.reason().isEmpty() ? "diverged" : "diverged in " + result.reason();
      case FAILED -> result.reason().isEmpty() ? "failed" : "failed, " + result.reason();
    };
  }

  /** A hyper-parameter in a word. */
  static String name(HyperParameter parameter) {
    return switch (parameter) {
      case LEARNING_RATE -> "rate";
      case LR_DECAY -> "decay";
      case BATCH_SIZE -> "batch";
      case WEIGHT_SCALE -> "scale";
      default -> parameter.toString();
    };
  }

  /** A trial's value of it. */
  static String value(HyperParameter parameter, Trial trial) {
    Object value = parameter.of(trial);
    return switch (value) {
      case Double number -> NumberText.of(number);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case List<?> _ -> new Widths(trial.net().hidden()).toString();
      default -> value.toString();
    };
  }
}
