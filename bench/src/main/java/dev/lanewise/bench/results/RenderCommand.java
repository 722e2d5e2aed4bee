package dev.lanewise.bench.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code render}: the record as a page with tables, and pictures beside it. */
@Command(
    name = "render",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Writes README.md (the tables of one run and the list of all), peers.svg (that run, ours"
          + " against the peers) and history-N.svg (GFLOPS of N threads over time) into the folder"
          + " of the record.",
      "The history shows the runs on the same processor with the same JVM options as that run."
    })
public final class RenderCommand implements Callable<Integer> {

  @Option(names = "--results", description = "folder of the record (default: bench/results)")
  private Path results = Path.of("bench", "results");

  @Option(
      names = "--run",
      description =
          "name of the run to show (default: the latest of the whole set of products, if there is"
              + " one)")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(results)) {
      throw new IOException("no folder " + results);
    }
    List<Run> runs = Run.readAll(results);
    Run shown = shown(runs);
    Summary summary = Summary.of(shown);
    List<Run> alike = runs.stream().filter(run -> comparable(run, shown)).toList();
    StringBuilder page = new StringBuilder("# Measured products and training steps\n\n");
    page.append("Written by `benchmarks.jar render`; how to measure is in CONTRIBUTING.md.\n\n");
    page.append(Report.of(shown));
    if (name.isEmpty()) {
      latestSteps(runs, shown)
          .ifPresent(run -> page.append("\n## Whole training steps\n\n").append(Report.of(run)));
    }
    page.append("\n![ours and the peers](peers.svg)\n\n");
    page.append("Runs on this machine, with the mean of the groups (ours / best):\n\n");
    page.append(Report.list(alike)).append('\n');
    Files.writeString(results.resolve("peers.svg"), PeerChart.of(shown, summary));
    for (int threads : summary.threadCounts()) {
      String file = "history-" + threads + ".svg";
      Files.writeString(results.resolve(file), HistoryChart.of(alike, threads));
      page.append("![GFLOPS over time](").append(file).append(")\n");
    }
    Files.writeString(results.resolve("README.md"), page);
    System.out.println("written: README.md and pictures in " + results);
    return 0;
  }

  /** The latest run of that name; of those without a name, one of the whole set. */
  private Run shown(List<Run> runs) throws IOException {
    List<Run> named = runs.stream().filter(run -> run.name().contains(name)).toList();
    List<Run> whole = named.stream().filter(RenderCommand::isWhole).toList();
    if (named.isEmpty()) {
      throw new IOException("no run " + name + " in " + results);
    }
    return name.isEmpty() && !whole.isEmpty() ? whole.getLast() : named.getLast();
  }

  /** The latest run of training steps on the same machine. */
  private static Optional<Run> latestSteps(List<Run> runs, Run shown) {
    return runs.stream()
        .filter(run -> !run.name().equals(shown.name()) && comparable(run, shown) && hasSteps(run))
        .reduce((earlier, later) -> later);
  }

  private static boolean hasSteps(Run run) {
    return Summary.of(run).results().stream().anyMatch(Result::isStep);
  }

  private static boolean isWhole(Run run) {
    Summary summary = Summary.of(run);
    return summary.threadCounts().stream().anyMatch(t -> summary.meanOfGroups(t).isPresent());
  }

  private static boolean comparable(Run a, Run b) {
    return a.header().machine().equals(b.header().machine())
        && a.header().jvmOptions().equals(b.header().jvmOptions());
  }
}
