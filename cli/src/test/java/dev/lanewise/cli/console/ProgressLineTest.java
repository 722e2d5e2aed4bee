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
    assertTrue(drawn.startsWith("\r\u001b[Kphase one\r\u001b[K"), drawn);
    assertTrue(drawn.endsWith("\r\u001b[Kphase two\r\u001b[K"), drawn);
    assertTrue(drawn.split("\r").length < 20, drawn);
  }

  @Test
  void progressIsToldInNumbers() throws InterruptedException {
    ProgressLine line = line(true, true);
    line.phase("fetching");
    Thread.sleep(120);
    line.bytes(12_345_678, 50_000_000);
    assertTrue(err.toString().endsWith("\r\u001b[K12.3 of 50.0 MB (24 %)  fetching"));
    Thread.sleep(120);
    line.bytes(12_345_678, 0);
    assertTrue(err.toString().endsWith("\r\u001b[K12.3 MB  fetching"));
    Thread.sleep(120);
    line.tick();
    assertTrue(err.toString().endsWith("\r\u001b[K0 s  fetching"));
  }

  @Test
  void aLineThatWouldWrapIsCut() {
    line(true, true).phase("x".repeat(200));
    assertEquals("\r\u001b[K" + "x".repeat(79), err.toString());
  }

  @Test
  void aTableStandsAboveTheLineAndIsDrawnOver() {
    ProgressLine line = line(true, true);
    line.table(List.of("first", "second"));
    line.table(List.of("new", "first", "second"));
    line.clear();
    String up2 = "\r\u001b[2A\u001b[J";
    String up3 = "\r\u001b[3A\u001b[J";
    String end = System.lineSeparator();
    assertEquals(
        "\r\u001b[Kfirst%1$ssecond%1$s%2$s\r\u001b[Knew%1$sfirst%1$ssecond%1$s%3$s"
            .formatted(end, up2, up3),
        err.toString());
    ProgressLine plain = line(true, false);
    plain.table(List.of("never"));
    plain.clear();
    assertFalse(err.toString().contains("never"));
  }
}
