package dev.lanewise.bench.results;

import dev.lanewise.bench.results.Svg.Anchor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The picture of one run: ours against the peers. */
final class PeerChart {

  private static final Map<String, String> COLORS =
      Map.of(
          Rounds.OURS, "#1f5fbf", "openblas", "#d9822b", "blis", "#3a9d5d", "pytorch", "#b0413e");
  private static final List<String> PEERS = List.of("openblas", "blis", "pytorch");
  private static final String INK = "#222222";
  private static final String FAINT = "#dddddd";

  private static final int LEFT = 120;
  private static final int TOP = 50;
  private static final int PANEL = 360;
  private static final int GAP = 30;
  private static final int ROW = 15;
  private static final int TICKS = 5;

  private PeerChart() {}

  /** A panel for each number of threads, a row for each product, GFLOPS to the right. */
  static String of(Run run, Summary summary) {
    List<Integer> threadCounts = summary.threadCounts();
    int rows = Math.toIntExact(summary.results().stream().map(Result::shape).distinct().count());
    Svg svg = new Svg(LEFT + threadCounts.size() * (PANEL + GAP) + GAP, TOP + rows * ROW + 40);
    RunHeader header = run.header();
    svg.text(LEFT, 16, Anchor.START, INK, "GFLOPS (float32), " + header.machine().cpu());
    double x = LEFT;
    for (String library : List.of(Rounds.OURS, "openblas", "blis", "pytorch")) {
      svg.dot(x + 4, 28, 4, color(library));
      svg.text(x + 12, 32, Anchor.START, INK, library);
      x += 80;
    }
    for (int p = 0; p < threadCounts.size(); p++) {
      panel(svg, summary, threadCounts.get(p), LEFT + p * (PANEL + GAP), p == 0);
    }
    return svg.toString();
  }

  private static void panel(Svg svg, Summary summary, int threads, int left, boolean named) {
    List<Result> results = summary.results().stream().filter(r -> r.threads() == threads).toList();
    double top = 0;
    for (Result r : results) {
      top = Math.max(top, r.ours().median() / r.shareOfPeak().median());
    }
    double scale = PANEL / (top * 1.02);
    int bottom = TOP + results.size() * ROW;
    for (double tick = 0; tick <= top; tick += step(top)) {
      svg.line(left + tick * scale, TOP, left + tick * scale, bottom, FAINT, 1);
      svg.text(left + tick * scale, bottom + 14, Anchor.MIDDLE, INK, number(tick));
    }
    svg.line(left + top * scale, TOP, left + top * scale, bottom, INK, 1);
    String title = threads == 1 ? "1 thread" : threads + " threads";
    svg.text(left, bottom + 30, Anchor.START, INK, title + "; black line: FMA peak");
    for (int i = 0; i < results.size(); i++) {
      Result r = results.get(i);
      double y = TOP + i * ROW + ROW / 2.0;
      if (named) {
        svg.text(left - 8, y + 4, Anchor.END, INK, r.shape().name());
      }
      svg.line(left, y, left + PANEL, y, FAINT, 0.5);
      for (String library : PEERS) {
        r.best(library)
            .ifPresent(
                peer -> svg.dot(left + peer.gflops().median() * scale, y, 3.5, color(library)));
      }
      Spread ours = r.ours();
      String color = color(Rounds.OURS);
      svg.line(left + ours.low() * scale, y, left + ours.high() * scale, y, color, 2);
      svg.dot(left + ours.median() * scale, y, 4, color);
    }
  }

  /** A round distance between ticks. */
  static double step(double top) {
    double rough = top / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double digit = rough / power;
    return power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
  }

  private static String color(String library) {
    return COLORS.getOrDefault(library, INK);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
