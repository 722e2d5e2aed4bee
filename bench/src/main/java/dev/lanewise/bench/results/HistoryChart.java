package dev.lanewise.bench.results;

import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import dev.lanewise.bench.results.Svg.Anchor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The picture of all runs: GFLOPS over time, a line for each group. */
final class HistoryChart {

  private static final Map<Group, String> COLORS =
      Map.of(Group.SQUARES, "#1f5fbf", Group.STEP, "#d9822b", Group.ODD, "#3a9d5d");
  private static final String INK = "#222222";
  private static final String FAINT = "#dddddd";

  private static final int LEFT = 60;
  private static final int TOP = 50;
  private static final int RUN = 90;
  private static final int HEIGHT = 260;
  private static final int BOTTOM = TOP + HEIGHT;

  private final List<RunHeader> headers;
  private final List<Summary> summaries;
  private final int threads;
  private final double scale; // pixels per GFLOPS
  private final double top; // the highest point, in GFLOPS

  private HistoryChart(List<Run> runs, int threads) {
    this.headers = runs.stream().map(Run::header).toList();
    this.summaries = runs.stream().map(Summary::of).toList();
    this.threads = threads;
    this.top =
        COLORS.keySet().stream()
            .flatMap(group -> summaries.stream().map(summary -> gflops(summary, group)))
            .mapToDouble(gflops -> gflops.orElse(1))
            .max()
            .orElse(1);
    this.scale = HEIGHT / (top * 1.05);
  }

  /** Geometric means of our GFLOPS in each run that measured a group whole. */
  static String of(List<Run> runs, int threads) {
    return new HistoryChart(runs, threads).draw();
  }

  private String draw() {
    int width = RUN * Math.max(4, headers.size());
    Svg svg = new Svg(LEFT + width + LEFT, BOTTOM + 40);
    String title = threads == 1 ? ", 1 thread" : ", " + threads + " threads";
    svg.text(LEFT, 16, Anchor.START, INK, "GFLOPS over time, geometric mean of a group" + title);
    for (double tick = 0; tick <= top; tick += PeerChart.step(top)) {
      svg.line(LEFT, y(tick), LEFT + width, y(tick), FAINT, 1);
      String number = String.format(Locale.ROOT, "%.0f", tick);
      svg.text(LEFT - 8, y(tick) + 4, Anchor.END, INK, number);
    }
    for (int i = 0; i < headers.size(); i++) {
      String day = headers.get(i).date().substring(0, 10);
      svg.text(x(i), BOTTOM + 14, Anchor.MIDDLE, INK, day);
      svg.text(x(i), BOTTOM + 28, Anchor.MIDDLE, INK, headers.get(i).commit());
    }
    double legend = LEFT;
    for (Group group : Group.OF_PRODUCTS) {
      String color = COLORS.getOrDefault(group, INK);
      svg.dot(legend + 4, 28, 4, color);
      svg.text(legend + 12, 32, Anchor.START, INK, group.name().toLowerCase(Locale.ROOT));
      legend += 90;
      drawGroup(svg, group, color);
    }
    return svg.toString();
  }

  private void drawGroup(Svg svg, Group group, String color) {
    int last = -1;
    double lastGflops = 0;
    for (int i = 0; i < summaries.size(); i++) {
      OptionalDouble gflops = gflops(summaries.get(i), group);
      if (gflops.isPresent()) {
        svg.dot(x(i), y(gflops.getAsDouble()), 4, color);
        if (last >= 0) {
          svg.line(x(last), y(lastGflops), x(i), y(gflops.getAsDouble()), color, 2);
        }
        last = i;
        lastGflops = gflops.getAsDouble();
      }
    }
  }

  private static double x(int run) {
    return LEFT + (run + 0.5) * RUN;
  }

  private double y(double gflops) {
    return BOTTOM - gflops * scale;
  }

  private OptionalDouble gflops(Summary summary, Group group) {
    List<Double> gflops =
        summary.results().stream()
            .filter(r -> r.shape().group() == group && r.threads() == threads)
            .map(r -> r.ours().median())
            .toList();
    long whole = Shapes.all().stream().filter(shape -> shape.group() == group).count();
    return gflops.size() < whole
        ? OptionalDouble.empty()
        : OptionalDouble.of(Spread.geometricMean(gflops));
  }
}
