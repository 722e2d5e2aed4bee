package dev.lanewise.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final StringWriter err = new StringWriter();

  private ProgressLine line(boolean on, boolean terminal) {
    return new ProgressLine(new PrintWriter(err), on, terminal);
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
  void aTableStandsAboveTheLineAndIsDrawnOver() throws InterruptedException {
    ProgressLine line = line(true, true);
    line.table(List.of("first", "second"), 0);
    line.table(List.of("too soon"), 0);
    Thread.sleep(120);
    line.update(() -> "step");
    Thread.sleep(120);
    line.table(List.of("new", "first"), 3);
    line.clear();
    line.table(List.of(), 0);
    String end = System.lineSeparator();
    assertEquals(
        "\r\u001b[K"
            + uncut("first" + end + "second" + end)
            + "\r\u001b[2A\u001b[J"
            + uncut("too soon" + end + "step")
            + "\r\u001b[1A\u001b[J"
            + uncut("new" + end + "first" + end + "… and 3 more" + end + "step")
            + "\r\u001b[3A\u001b[J"
            + "\r\u001b[K"
            + uncut("step"),
        err.toString());
    ProgressLine plain = line(true, false);
    plain.table(List.of("never"), 0);
    plain.clear();
    assertFalse(err.toString().contains("never"));
  }

  @Test
  void aTableIsNoHigherThanTheTerminal() {
    assertEquals(10, ProgressLine.tableRows(""));
    assertEquals(10, ProgressLine.tableRows("many"));
    assertEquals(10, ProgressLine.tableRows("50"));
    assertEquals(10, ProgressLine.tableRows("12"));
    assertEquals(9, ProgressLine.tableRows("11"));
    assertEquals(1, ProgressLine.tableRows("1"));
  }
}
