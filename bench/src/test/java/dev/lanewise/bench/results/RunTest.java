package dev.lanewise.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

  private static final Machine MACHINE = new Machine("a processor", 2, "L1d 32K");
  private static final List<String> ENTRANTS =
      List.of(
          Rounds.OURS, "openblas Haswell, 1 thread", "openblas Zen, 1 thread", "blis, 1 thread");

  private static RunHeader header(String options) {
    return new RunHeader("2026-01-02T03:04:05Z", "abc1234", MACHINE, "JDK 25", options, "");
  }

  /** Two rounds, ours at {@code ours} GFLOPS, peers at 80, 100 and 50, peak 200. */
  private static Rounds rounds(String shape, double ours) {
    return new Rounds(
        1,
        shape,
        1,
        ENTRANTS,
        List.of(
            List.of(ours, ours), List.of(80.0, 80.0), List.of(100.0, 100.0), List.of(50.0, 50.0)),
        List.of(200.0, 200.0, 200.0),
        List.of(400.0, 400.0, 400.0),
        List.of("blis zen3, 1 thread: died"));
  }

  private static Run run(String options, Rounds... rounds) {
    return new Run("run", header(options), List.of(rounds));
  }

  @Test
  void recordSurvivesTheFile(@TempDir Path folder) throws IOException {
    Rounds first = rounds("square-64", 90);
    Rounds second = rounds("odd-97", 33.25);
    Path file = Run.create(folder, header("-XX:UseAVX=2"));
    Run.append(file, first);
    Run.append(file, second);
    assertEquals("20260102-030405-abc1234.jsonl", String.valueOf(file.getFileName()));
    Run expected =
        new Run("20260102-030405-abc1234", header("-XX:UseAVX=2"), List.of(first, second));
    assertEquals(expected, Run.read(file));
    assertEquals(List.of(expected), Run.readAll(folder));
  }

  @Test
  void bestRivalIsTheFastestVariantOfAnyLibrary() {
    Result result = Summary.of(run("", rounds("square-64", 110))).results().getFirst();
    assertEquals("openblas Zen, 1 thread", result.bestRival().orElseThrow().entrant());
    assertEquals(1.1, result.bestRival().orElseThrow().ratio().median(), 1e-12);
    assertEquals("blis, 1 thread", result.best("blis").orElseThrow().entrant());
    assertEquals(0.55, result.shareOfPeak().median(), 1e-12);
  }

  @Test
  void roundsOfADegradedMachineAreDroppedAndCounted() {
    Rounds disturbed =
        new Rounds(
            1,
            "square-64",
            1,
            List.of(Rounds.OURS, "blis, 1 thread"),
            List.of(List.of(90.0, 10.0, 92.0), List.of(45.0, 10.0, 46.0)),
            List.of(100.0, 100.0, 50.0, 100.0),
            List.of(400.0, 400.0, 339.0, 400.0),
            List.of());
    Summary summary = Summary.of(run("", disturbed));
    Result result = summary.results().getFirst();
    assertEquals(1, result.rounds());
    assertEquals(2, summary.disturbed());
    assertEquals(90, result.ours().median());
  }

  @Test
  void meansAreGeometric() {
    assertEquals(1.0, Spread.geometricMean(List.of(0.5, 2.0)), 1e-12);
    assertEquals(new Spread(2, 3, 4), Spread.of(List.of(5.0, 1.0, 3.0, 2.0, 4.0)));
    Summary summary =
        Summary.of(
            run("", rounds("square-64", 50), rounds("square-128", 200), rounds("odd-97", 80)));
    assertEquals(1.0, summary.groupMean(Group.SQUARES, 1).orElseThrow(), 1e-12);
    assertEquals(0.8, summary.groupMean(Group.ODD, 1).orElseThrow(), 1e-12);
    assertTrue(summary.meanOfGroups(1).isEmpty());
    Summary all =
        Summary.of(
            run("", rounds("square-64", 50), rounds("dW1-100x50", 200), rounds("odd-97", 80)));
    assertEquals(Math.cbrt(0.5 * 2 * 0.8), all.meanOfGroups(1).orElseThrow(), 1e-12);
  }

  @Test
  void goalsSayPassOrFail() {
    Run run = run("", rounds("square-64", 107), rounds("dW1-100x50", 107), rounds("odd-97", 107));
    List<Goals.Goal> goals = Goals.of(run, Summary.of(run));
    assertEquals(
        "FAIL  geometric mean of the three groups, ours / best of OpenBLAS and BLIS, 1 thread:"
            + " goal 1.10, measured 1.070",
        goals.getFirst().text());
    assertTrue(
        goals.stream().anyMatch(goal -> goal.passed() && goal.what().startsWith("least of all")));
    assertTrue(goals.stream().anyMatch(goal -> goal.text().endsWith("not measured")));
    Run narrow = run("-XX:UseAVX=2", rounds("square-256", 90));
    assertEquals(1.125, Goals.of(narrow, Summary.of(narrow)).getFirst().measured().orElse(0), 1e-9);
  }

  @Test
  void changesWithinTheNoiseAreNone() {
    Summary before = Summary.of(run("", rounds("square-64", 100), rounds("odd-97", 100)));
    Summary after = Summary.of(run("", rounds("square-64", 101), rounds("odd-97", 110)));
    String text = DiffCommand.text(DiffCommand.changes(before, after));
    assertTrue(text.contains("faster: 1\n  odd-97"), text);
    assertTrue(text.endsWith("slower: 0\nwithin the noise: 1\n"), text);
  }

  @Test
  void chartsAndTablesHoldEveryProduct() {
    List<Rounds> all = new ArrayList<>();
    Shapes.all().forEach(shape -> all.add(rounds(shape.name(), 120)));
    Run run = new Run("run", header(""), all);
    String report = Report.of(run);
    String chart = PeerChart.of(run, Summary.of(run));
    assertTrue(report.contains("| 100, 50 | 194,363 | 60.0 %"), report);
    assertTrue(report.contains("| 128, 3072-100-100-10 | "), report);
    Shapes.products()
        .forEach(shape -> {
          assertTrue(report.contains("| " + shape.name() + " |"), shape.name());
          assertTrue(chart.contains(">" + shape.name() + "<"), shape.name());
        });
    assertTrue(report.contains("squares 1.200 (7 of 7), step 1.200 (24 of 24)"), report);
    assertTrue(HistoryChart.of(List.of(run, run), 1).contains("abc1234"));
    assertFalse(report.contains("FAIL  geometric"), report);
  }
}
