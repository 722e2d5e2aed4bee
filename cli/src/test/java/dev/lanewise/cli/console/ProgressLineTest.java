package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.Terminal.Size;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {

  private final StringWriter err = new StringWriter();

  private Optional<Size> size = Optional.of(new Size(60, 12));

  private ProgressLine line(boolean on, boolean terminal) {
    if (!terminal) {
      size = Optional.empty();
    }
    return new ProgressLine(new PrintWriter(err), on, () -> size, false);
  }

  private static List<String> table(int rows) {
    return IntStream.rangeClosed(0, rows).mapToObj(i -> i == 0 ? "header" : "row " + i).toList();
  }

  /** Lines do not wrap while they are drawn. */
  private static String uncut(String text) {
    return "\u001b[?7l" + text + "\u001b[?7h";
  }

  private static void work(ProgressLine line) {
    line.phase("phase one");
    for (int i = 1; i <= 1000; i++) {
      line.bytes(i * 1000L, 1_000_000);
    }
    line.phase("phase two");
    line.tick();
    line.clear();
    line.clear();
  }

  @Test
  void elsewhereAPhaseIsALine() {
    work(line(true, false));
    assertEquals("phase one%nphase two%n".formatted(), err.toString());
  }

  @Test
  void nothingIsToldIfNotAskedFor() {
    work(line(false, true));
    work(line(false, false));
    assertEquals("", err.toString());
  }

  @Test
  void onATerminalOneLineIsDrawnAnewButNotTooOften() {
    work(line(true, true));
    String drawn = err.toString();
    assertTrue(drawn.startsWith("\r\u001b[K" + uncut("phase one") + "\r\u001b[K"), drawn);
    assertTrue(drawn.endsWith("\r\u001b[K" + uncut("phase two") + "\r\u001b[K"), drawn);
    assertTrue(drawn.split("\r").length < 20, drawn);
  }

  @Test
  void progressIsToldInNumbers() throws InterruptedException {
    ProgressLine line = line(true, true);
    line.phase("fetching");
    Thread.sleep(120);
    line.bytes(12_345_678, 50_000_000);
    assertTrue(err.toString().endsWith("\r\u001b[K" + uncut("12.3 of 50.0 MB (24 %)  fetching")));
    Thread.sleep(120);
    line.bytes(12_345_678, 0);
    assertTrue(err.toString().endsWith("\r\u001b[K" + uncut("12.3 MB  fetching")));
    Thread.sleep(120);
    line.tick();
    assertTrue(err.toString().endsWith("\r\u001b[K" + uncut("0 s  fetching")));
  }

  @Test
  void whatIsBeingDoneIsSaidOnATerminalOnly() {
    try (var _ = line(true, true).show("reading")) {
      assertEquals("\r\u001b[K" + uncut("reading"), err.toString());
    }
    assertTrue(err.toString().endsWith("\r\u001b[K"), err.toString());
    String before = err.toString();
    line(true, false).show("reading").close();
    line(false, true).show("reading").close();
    assertEquals(before, err.toString());
  }

  /** With TERM=dumb or NO_COLOR: each thing is said, and nothing is drawn. */
  @Test
  void aTerminalWithoutCodesGetsLines() {
    ProgressLine line = new ProgressLine(new PrintWriter(err), true, () -> size, true);
    line.show("reading").close();
    work(line);
    line.table(table(3), 0);
    assertFalse(line.redraws());
    assertEquals("reading%nphase one%nphase two%n".formatted(), err.toString());
  }

  @Test
  void aTableStandsAboveTheLineAndIsDrawnOver() throws InterruptedException {
    ProgressLine line = line(true, true);
    line.table(table(2), 0);
    line.table(List.of("too", "soon"), 0);
    Thread.sleep(120);
    line.update(() -> "step");
    Thread.sleep(120);
    line.table(List.of("header", "new", "first"), 3);
    line.clear();
    line.table(List.of(), 0);
    String end = System.lineSeparator();
    assertEquals(
        "\r\u001b[K"
            + uncut("header" + end + "row 1" + end + "row 2" + end)
            + "\r\u001b[3A\u001b[J"
            + uncut("too" + end + "soon" + end + "step")
            + "\r\u001b[2A\u001b[J"
            + uncut("header" + end + "new" + end + "first" + end + "… and 3 more" + end + "step")
            + "\r\u001b[4A\u001b[J",
        err.toString());
    ProgressLine plain = line(true, false);
    plain.table(List.of("header", "never"), 0);
    plain.clear();
    assertFalse(err.toString().contains("never"));
  }

  /** The screen of a terminal of this size after a table of ten rows and others was drawn twice. */
  private Screen drawn(int columns, int rows, int others) throws InterruptedException {
    size = Optional.of(new Size(columns, rows));
    ProgressLine line = line(true, true);
    List<String> table = new ArrayList<>(table(10));
    table.replaceAll(text -> text + " " + "-".repeat(80));
    line.phase("first");
    for (int i = 0; i < 2; i++) {
      Thread.sleep(120);
      line.table(table, others);
      Thread.sleep(120);
      line.update(() -> "step 猫 " + "=".repeat(80));
    }
    Screen screen = new Screen(columns, rows);
    screen.write("$ lanewise grid\n" + err.toString().replace("猫", "**"));
    return screen;
  }

  @ParameterizedTest
  @CsvSource({"60, 8, 5", "80, 8, 5", "80, 4, 1", "80, 3, 0", "20, 1, 0", "80, 13, 10"})
  void whatIsDrawnIsAsLargeAsTheTerminal(int columns, int rows, int shown) throws Exception {
    Screen screen = drawn(columns, rows, 2);
    List<String> expected = new ArrayList<>();
    if (shown > 0) {
      table(shown).forEach(text -> expected.add(cut(text + " " + "-".repeat(80), columns)));
      expected.add("… and " + (12 - shown) + " more");
    }
    expected.add(cut("step ** " + "=".repeat(80), columns));
    List<String> all = screen.all();
    assertEquals("$ lanewise grid", all.getFirst());
    assertEquals(expected, all.subList(1, all.size()), "nothing is left of what was drawn over");
  }

  private static String cut(String text, int columns) {
    return text.substring(0, columns - 1) + "…";
  }

  @Test
  void aTableThatFitsJustHasNoLineForMore() throws Exception {
    assertEquals(12, drawn(40, 12, 0).shown().size());
    assertTrue(drawn(40, 12, 0).shown().stream().noneMatch(text -> text.startsWith("… and")));
    err.getBuffer().setLength(0);
    assertTrue(drawn(40, 11, 0).shown().contains("… and 2 more"));
  }

  /** The window has wrapped what was drawn before. */
  @Test
  void aWindowThatBecomesNarrowerIsDrawnOverWhole() throws InterruptedException {
    size = Optional.of(new Size(80, 24));
    ProgressLine line = line(true, true);
    line.phase("");
    Thread.sleep(120);
    line.table(List.of("h".repeat(79), "r".repeat(41), "s"), 0);
    Thread.sleep(120);
    line.update(() -> "step " + "=".repeat(80));
    Screen screen = new Screen(80, 24);
    screen.write("$ lanewise grid\n" + err);
    err.getBuffer().setLength(0);
    screen.narrow(40);
    size = Optional.of(new Size(40, 24));
    Thread.sleep(120);
    line.update(() -> "step");
    screen.write(err.toString());
    assertEquals(
        List.of("$ lanewise grid", "h".repeat(39) + "…", "r".repeat(39) + "…", "s", "step"),
        screen.all());
    err.getBuffer().setLength(0);
    line.clear();
    screen.write(err.toString());
    assertEquals(List.of("$ lanewise grid"), screen.all());
  }
}
