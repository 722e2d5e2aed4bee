package dev.lanewise.cli.console;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells under a header, each column as wide as its widest cell. A table that is wider than
 * its lines may be is printed in blocks of columns, each with the first column before them.
 */
public final class TextTable {

  private static final String GAP = "  ";

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A column.
   *
   * @param width the least one, known before the rows are
   * @param right whether its cells stand at its right edge, as numbers do
   */
  public record Column(String name, int width, boolean right) {

    /** A column of numbers. */
    public static Column ofNumbers(String name) {
      return new Column(name, 0, true);
    }

    /** A column of words. */
    public static Column ofWords(String name) {
      return new Column(name, 0, false);
    }

    private String fill(String cell, int columns) {
      return DisplayWidth.fill(DisplayWidth.cut(cell, columns), columns, right);
    }
  }

  /** A table without rows. */
  public TextTable(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row of a cell a column. */
  public void add(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  /**
   * The lines of the table, none wider than {@code most} columns. A cell that is wider than its
   * part of them, half for the first column, is cut.
   */
  public List<String> lines(int most) {
    List<Integer> widths = new ArrayList<>();
    widths.add(Math.min(width(0), most / 2));
    int left = most - widths.getFirst() - GAP.length();
    for (int c = 1; c < columns.size(); c++) {
      widths.add(Math.min(width(c), left));
    }
    List<String> lines = new ArrayList<>();
    for (int from = 1; from < columns.size(); ) {
      int to = from + 1;
      int used = widths.get(from);
      while (to < columns.size() && used + GAP.length() + widths.get(to) <= left) {
        used += GAP.length() + widths.get(to);
        to++;
      }
      if (from > 1) {
        lines.add("");
      }
      lines.add(line(columns.stream().map(Column::name).toList(), widths, from, to));
      for (List<String> row : rows) {
        lines.add(line(row, widths, from, to));
      }
      from = to;
    }
    return lines;
  }

  private int width(int column) {
    int width = Math.max(columns.get(column).width(), DisplayWidth.of(columns.get(column).name()));
    for (List<String> row : rows) {
      width = Math.max(width, DisplayWidth.of(row.get(column)));
    }
    return width;
  }

  private String line(List<String> cells, List<Integer> widths, int from, int to) {
    StringBuilder line =
        new StringBuilder(columns.getFirst().fill(cells.getFirst(), widths.getFirst()));
    for (int c = from; c < to; c++) {
      line.append(GAP).append(columns.get(c).fill(cells.get(c), widths.get(c)));
    }
    return line.toString().stripTrailing();
  }
}
