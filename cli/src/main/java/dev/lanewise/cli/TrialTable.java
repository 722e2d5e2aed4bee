package dev.lanewise.cli;

import dev.lanewise.cli.console.TextTable;
import dev.lanewise.cli.console.TextTable.Column;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Trials as a table: number, accuracy, what they differ in, the best epoch. */
final class TrialTable {

  private static final String GOES_ON = ", goes on";

  private final List<Setting<?>> shown;
  private final List<Column> settings = new ArrayList<>();
  private final Column number;

  /** The columns for these trials, wide enough for each of them. */
  TrialTable(List<Trial> trials, TrialRows rows) {
    this.shown = rows.shown();
    this.number = new Column("trial", Integer.toString(trials.size()).length(), true);
    for (int i = 0; i < shown.size(); i++) {
      settings.add(new Column(shown.get(i).shortName(), rows.widths().get(i), true));
    }
  }

  /**
   * The table of some results, a header first.
   *
   * @param most columns of the terminal that a line may take
   */
  List<String> lines(List<TrialResult> results, int most) {
    boolean folds = results.stream().anyMatch(result -> !result.foldAccuracies().isEmpty());
    boolean losses = results.stream().anyMatch(result -> !Double.isNaN(result.validationLoss()));
    List<Column> columns = new ArrayList<>();
    columns.add(number);
    columns.add(Column.ofNumbers("accuracy"));
    if (folds) {
      columns.add(Column.ofNumbers("±"));
    }
    if (losses) {
      columns.add(Column.ofNumbers("loss"));
    }
    columns.addAll(settings);
    columns.add(Column.ofNumbers("best epoch"));
    TextTable table = new TextTable(columns);
    results.forEach(result -> table.add(cells(result, folds, losses)));
    return table.lines(most);
  }

  private List<String> cells(TrialResult result, boolean folds, boolean losses) {
    boolean ended = result.status() == Status.DONE || result.status() == Status.INTERRUPTED;
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(result.trial().number()));
    cells.add(
        ended
            ? Accuracy.text(result.validationAccuracy())
            : result.status().name().toLowerCase(Locale.ROOT));
    if (folds) {
      cells.add(ended ? Accuracy.text(result.deviation()) : "");
    }
    if (losses) {
      cells.add(ended ? TrialRows.loss(result) : "");
    }
    shown.forEach(setting -> cells.add(TrialRows.value(setting, result.trial())));
    String goesOn = result.status() == Status.INTERRUPTED ? GOES_ON : "";
    cells.add(ended ? result.bestEpoch() + goesOn : "");
    return cells;
  }
}
