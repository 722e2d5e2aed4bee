package dev.lanewise.bench.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code diff}: what got faster and what slower between two runs. Compared are shares of the FMA
 * peak measured in the same round, which a slow hour of the machine changes less than GFLOPS.
 */
@Command(
    name = "diff",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Prints which products got faster or slower, by their share of the FMA peak.",
      "A change counts if it is over 2 %% and the quartiles of both runs do not overlap."
    })
public final class DiffCommand implements Callable<Integer> {

  private static final double SMALLEST = 0.02;

  @Parameters(index = "0", description = "file, or name in the record, of the older run")
  private String before = "";

  @Parameters(index = "1", description = "file, or name in the record, of the newer run")
  private String after = "";

  @Option(names = "--results", description = "folder of the record (default: bench/results)")
  private Path results = Path.of("bench", "results");

  /**
   * A product in both runs.
   *
   * @param before the older result
   * @param after the newer result
   */
  record Change(Result before, Result after) {

    /** New by old share of the peak. */
    double ratio() {
      return after.shareOfPeak().median() / before.shareOfPeak().median();
    }

    boolean faster() {
      return ratio() > 1 + SMALLEST && after.shareOfPeak().low() > before.shareOfPeak().high();
    }

    boolean slower() {
      return ratio() < 1 - SMALLEST && after.shareOfPeak().high() < before.shareOfPeak().low();
    }

    String text() {
      return String.format(
          Locale.ROOT,
          "  %-18s %d: %+6.1f %%  (of peak: %s, was %s)",
          after.shape(),
          after.threads(),
          100 * (ratio() - 1),
          after.shareOfPeak().text(),
          before.shareOfPeak().text());
    }
  }

  @Override
  public Integer call() throws IOException {
    Run old = find(before);
    Run young = find(after);
    if (!old.header().machine().equals(young.header().machine())) {
      System.out.println("Two machines: what differs may be theirs.");
    }
    if (!old.header().jvmOptions().equals(young.header().jvmOptions())) {
      System.out.printf(
          "Two settings of the JVM, '%s' and '%s': what differs may be theirs.%n",
          old.header().jvmOptions(), young.header().jvmOptions());
    }
    List<Change> changes = changes(Summary.of(old), Summary.of(young));
    System.out.print(changes.isEmpty() ? "Nothing was measured in both.\n" : text(changes));
    return 0;
  }

  private Run find(String name) throws IOException {
    Path file = Path.of(name);
    Path recorded = results.resolve(name + ".jsonl");
    if (!Files.exists(file) && !Files.exists(recorded)) {
      throw new IOException("no run " + name + ", neither a file nor in " + results);
    }
    return Run.read(Files.exists(file) ? file : recorded);
  }

  /** The products that both runs measured. */
  static List<Change> changes(Summary before, Summary after) {
    List<Change> changes = new ArrayList<>();
    for (Result result : after.results()) {
      before
          .result(result.shape().name(), result.threads())
          .ifPresent(old -> changes.add(new Change(old, result)));
    }
    changes.sort(Comparator.comparingDouble(Change::ratio).reversed());
    return changes;
  }

  /** What got faster, what slower, how many neither. */
  static String text(List<Change> changes) {
    List<Change> faster = changes.stream().filter(Change::faster).toList();
    List<Change> slower = changes.stream().filter(Change::slower).toList();
    StringBuilder out = new StringBuilder();
    out.append("faster: ").append(faster.size()).append('\n');
    faster.forEach(change -> out.append(change.text()).append('\n'));
    out.append("slower: ").append(slower.size()).append('\n');
    slower.reversed().forEach(change -> out.append(change.text()).append('\n'));
    int within = changes.size() - faster.size() - slower.size();
    return out.append("within the noise: ").append(within).append('\n').toString();
  }
}
