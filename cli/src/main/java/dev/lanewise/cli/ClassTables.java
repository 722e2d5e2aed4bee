package dev.lanewise.cli;

import dev.lanewise.cli.console.TextTable;
import dev.lanewise.cli.console.TextTable.Column;
import dev.lanewise.train.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model did with each class, as tables. */
final class ClassTables {

  private ClassTables() {}

  /** Precision, recall, F1 and support of each class. */
  static TextTable ofEach(List<String> names, ConfusionMatrix confusion) {
    TextTable table =
        new TextTable(
            List.of(
                Column.ofWords("class"),
                Column.ofNumbers("precision"),
                Column.ofNumbers("recall"),
                Column.ofNumbers("f1"),
                Column.ofNumbers("support")));
    for (int c = 0; c < confusion.classes(); c++) {
      table.add(
          List.of(
              names.get(c),
              share(confusion.precision(c)),
              share(confusion.recall(c)),
              share(confusion.f1(c)),
              Long.toString(confusion.support(c))));
    }
    return table;
  }

  private static String share(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** How often each class was taken for each; the columns are named by the classes' numbers. */
  static TextTable ofPairs(List<String> names, ConfusionMatrix confusion) {
    List<Column> columns = new ArrayList<>(List.of(Column.ofWords("")));
    for (int c = 0; c < confusion.classes(); c++) {
      columns.add(Column.ofNumbers(Integer.toString(c)));
    }
    TextTable table = new TextTable(columns);
    for (int label = 0; label < confusion.classes(); label++) {
      List<String> cells = new ArrayList<>(List.of(label + " " + names.get(label)));
      for (int predicted = 0; predicted < confusion.classes(); predicted++) {
        cells.add(Long.toString(confusion.count(label, predicted)));
      }
      table.add(cells);
    }
    return table;
  }
}
