package dev.lanewise.bench.results;

import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.Shapes;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A run as text: the tables in Markdown, the means of the groups, the goals. */
public final class Report {

  private Report() {}

  /** What was just measured, on one line: medians of all rounds, good or bad. */
  public static String progress(Rounds rounds) {
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT, "fork %d  %-18s %d:", rounds.fork(), rounds.shape(), rounds.threads()));
    for (int e = 0; e < rounds.entrants().size(); e++) {
      double median = Spread.of(rounds.gflops().get(e)).median();
      line.append(String.format(Locale.ROOT, "  %s %.1f", rounds.entrants().get(e), median));
    }
    line.append(String.format(Locale.ROOT, "  (peak %.0f)", Spread.of(rounds.peak()).median()));
    rounds.dropped().forEach(dropped -> line.append("  dropped ").append(dropped));
    return line.toString();
  }

  /** The whole report. */
  public static String of(Run run) {
    Summary summary = Summary.of(run);
    StringBuilder out = new StringBuilder(header(run, summary));
    boolean products = summary.results().stream().anyMatch(r -> !r.isStep());
    for (int threads : summary.threadCounts()) {
      out.append(threads == 1 ? "1 thread" : threads + " threads").append(":\n\n");
      if (products) {
        out.append(table(summary, threads));
      }
      out.append(steps(summary, threads));
      if (products) {
        out.append(means(summary, threads));
      }
    }
    out.append("Goals:\n\n");
    Goals.of(run, summary).stream()
        .filter(Goals.Goal::isMeasured)
        .forEach(goal -> out.append("- ").append(goal.text()).append('\n'));
    return out.toString();
  }

  private static String header(Run run, Summary summary) {
    RunHeader header = run.header();
    Machine machine = header.machine();
    int counted = summary.results().stream().mapToInt(Result::rounds).sum();
    return String.format(
        Locale.ROOT,
        """
        %s, commit %s. %s, %d cores, %s; %s%s.
        GFLOPS, float32; median and quartiles of the rounds of all forks. Best FMA peak of the \
        machine during the run: %.0f GFLOPS. %d rounds count; %d were dropped since the machine's \
        peak was under %.0f %% of that. The best of OpenBLAS and BLIS is the fastest of their \
        variants and thread counts.%s

        """,
        header.date(),
        header.commit(),
        machine.cpu(),
        machine.cores(),
        machine.caches(),
        header.jdk(),
        header.jvmOptions().isEmpty() ? "" : ", " + header.jvmOptions(),
        summary.bestMachinePeak(),
        counted,
        summary.disturbed(),
        100 * Rounds.HEALTHY,
        summary.lost().isEmpty()
            ? ""
            : " Without a round that counts: " + String.join(", ", summary.lost()) + ".");
  }

  private static String table(Summary summary, int threads) {
    StringBuilder table = new StringBuilder();
    table.append("| product | m x n x k | ours | of FMA peak | best of OpenBLAS and BLIS |");
    table.append(" GFLOPS | ours / best | rounds |\n|---|---|--:|--:|---|--:|--:|--:|\n");
    for (Result r : summary.results()) {
      if (r.threads() == threads && !r.isStep()) {
        table.append(row(r));
      }
    }
    return table.append('\n').append(others(summary, threads)).toString();
  }

  /** Whole training steps, in samples a second. */
  private static String steps(Summary summary, int threads) {
    StringBuilder table = new StringBuilder();
    for (Result r : summary.results()) {
      if (r.threads() == threads && r.isStep()) {
        table.append(stepRow(r));
      }
    }
    String head =
        "| training step (N, H or all widths) | ours, samples/s | of FMA peak | PyTorch's best"
            + " setting | samples/s | ours / it | rounds |\n"
            + "|---|--:|--:|---|--:|--:|--:|\n";
    return table.isEmpty() ? "" : head + table + "\n";
  }

  private static String stepRow(Result r) {
    double perGflops = 1e9 * r.shape().m() / r.shape().flops();
    String rival =
        r.best(peer -> peer.library().startsWith("pytorch"))
            .map(peer ->
                String.format(
                    Locale.ROOT,
                    "%s | %,.0f | %s",
                    peer.entrant(),
                    peer.gflops().median() * perGflops,
                    peer.ratio().text()))
            .orElse("– | – | –");
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %.1f %% | %s | %d |%n",
        Shapes.trainingNet(r.shape().name()).text(),
        r.ours().median() * perGflops,
        100 * r.shareOfPeak().median(),
        rival,
        r.rounds());
  }

  private static String row(Result r) {
    String rival =
        r.bestRival()
            .map(peer ->
                String.format(
                    Locale.ROOT,
                    "%s | %.1f | %s",
                    peer.entrant(),
                    peer.gflops().median(),
                    peer.ratio().text()))
            .orElse("– | – | –");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.1f | %.1f %% | %s | %d |%n",
        r.shape().name(),
        r.shape().sizes(),
        r.ours().median(),
        100 * r.shareOfPeak().median(),
        rival,
        r.rounds());
  }

  /** The peers that are no rivals. */
  private static String others(Summary summary, int threads) {
    StringBuilder lines = new StringBuilder();
    for (Result r : summary.results()) {
      for (Result.Peer peer : r.peers()) {
        if (r.threads() == threads && !peer.isRival()) {
          lines.append(
              String.format(
                  Locale.ROOT,
                  "%s: %s %.1f GFLOPS, ours / it %s%n",
                  r.shape(),
                  peer.entrant(),
                  peer.gflops().median(),
                  peer.ratio().text()));
        }
      }
    }
    return lines.isEmpty() ? "" : lines.append('\n').toString();
  }

  private static String means(Summary summary, int threads) {
    StringBuilder line = new StringBuilder("Geometric means of ours / best: ");
    for (Group group : Group.OF_PRODUCTS) {
      OptionalDouble mean = summary.groupMean(group, threads);
      long wanted = Shapes.all().stream().filter(shape -> shape.group() == group).count();
      long measured =
          summary.results().stream()
              .filter(r -> r.threads() == threads && r.shape().group() == group)
              .count();
      line.append(
          String.format(
              Locale.ROOT,
              "%s %s (%d of %d), ",
              group.name().toLowerCase(Locale.ROOT),
              text(mean),
              measured,
              wanted));
    }
    return line.append("of the three ").append(text(summary.meanOfGroups(threads))) + ".\n\n";
  }

  private static String text(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "–";
  }

  /** Names of runs, oldest first, as a list in Markdown. */
  static String list(List<Run> runs) {
    StringBuilder lines = new StringBuilder();
    for (Run run : runs) {
      Summary summary = Summary.of(run);
      lines.append("- ").append(run.name()).append(", ").append(run.header().machine().cpu());
      for (int threads : summary.threadCounts()) {
        lines.append(threads == 1 ? ", 1 thread " : ", " + threads + " threads ");
        lines.append(text(summary.meanOfGroups(threads)));
      }
      lines.append('\n');
    }
    return lines.toString();
  }
}
