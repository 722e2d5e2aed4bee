package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.TextTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTableTest {

  private static final List<Column> COLUMNS =
      List.of(Column.ofWords("class"), Column.ofNumbers("n"), Column.ofNumbers("share"));

  @Test
  void cellsStandBelowEachOther() {
    TextTable table = new TextTable(COLUMNS);
    table.add(List.of("cat", "1000", "0.5"));
    table.add(List.of("猫", "7", "0.25"));
    assertEquals(
        List.of(
            "class     n  share", //
            "cat    1000    0.5",
            "猫        7   0.25"),
        table.lines(80));
  }

  @Test
  void whatIsTooWideGoesOnInAnotherBlock() {
    TextTable table = new TextTable(COLUMNS);
    table.add(List.of("automobile", "1000", "0.5"));
    assertEquals(
        List.of(
            "class          n", //
            "automobile  1000",
            "",
            "class       share",
            "automobile    0.5"),
        table.lines(20));
    assertEquals("automobi…  1000", new ArrayList<>(table.lines(19)).get(1));
  }

  /** No line is too wide, and every column is there once. */
  @Test
  void anyTableFitsAnyWidth() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      List<Column> columns = new ArrayList<>(List.of(Column.ofWords("key")));
      int count = random.nextInt(120);
      for (int c = 0; c < count; c++) {
        columns.add(Column.ofNumbers("c" + c));
      }
      TextTable table = new TextTable(columns);
      for (int r = 0; r < 3; r++) {
        List<String> cells = new ArrayList<>(List.of("猫".repeat(random.nextInt(60))));
        for (int c = 0; c < count; c++) {
          cells.add(Long.toString(random.nextLong() >>> random.nextInt(64)));
        }
        table.add(cells);
      }
      int most = 20 + random.nextInt(100);
      String where = "seed " + seed + ", width " + most;
      List<String> lines = table.lines(most);
      lines.forEach(line -> assertTrue(DisplayWidth.of(line) <= most, where + ": " + line));
      List<String> heads =
          lines.stream()
              .filter(line -> line.startsWith("key"))
              .flatMap(line -> List.of(line.strip().split(" +")).stream().skip(1))
              .toList();
      assertEquals(columns.stream().skip(1).map(Column::name).toList(), heads, where);
    }
  }
}
