package dev.lanewise.bench.compare;

import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.Shapes;
import dev.lanewise.bench.compare.Library.Variant;
import dev.lanewise.bench.results.Report;
import dev.lanewise.bench.results.Rounds;
import dev.lanewise.bench.results.Run;
import dev.lanewise.bench.results.RunHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compare}: our product against those of the peers, and the record of it. */
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = {
      "Measures the product against other libraries, each in processes of its own, in short"
          + " alternating blocks, and adds the figures to the record.",
      "Peers are in the jar if it was built with: mvn -Ppeers package"
    })
public final class CompareCommand implements Callable<Integer> {

  private static final Path QUICK_RESULTS = Path.of("bench", "target", "quick-results");

  private static final double LONGEST_SECONDS = 60;

  @Option(
      names = "--shapes",
      paramLabel = "REGEX",
      description = "products to measure, by name or group: square-1024, step, dW1 (default: all)")
  private String shapes = "";

  @Option(
      names = "--peers",
      paramLabel = "REGEX",
      description = "libraries to measure against (default: all that are here)")
  private String peers = "";

  @Option(
      names = "--variants",
      paramLabel = "REGEX",
      description = "settings of the peers to try, such as Haswell (default: all)")
  private String variants = "";

  @Option(names = "--threads", split = ",", description = "numbers of threads (default: 1,2)")
  private List<Integer> threads = List.of(1, 2);

  @Option(names = "--forks", description = "fresh sets of processes (default: 3)")
  private int forks = 3;

  @Option(names = "--rounds", description = "rounds of each fork (default: 7)")
  private int rounds = 7;

  @Option(names = "--seconds", description = "length of a block (default: 0.12)")
  private double seconds = 0.12;

  @Option(
      names = "--jvm",
      paramLabel = "OPTION",
      description = "option of our JVM and of the peak loop's, such as --jvm=-XX:UseAVX=2")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "--quick",
      description = "1 fork, 2 rounds, blocks of 0.04 s, not in the record: to see that it works")
  private boolean quick;

  @Option(names = "--results", description = "folder of the record (default: bench/results)")
  private Path results = Path.of("bench", "results");

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    checkOptions();
    if (quick) {
      forks = 1;
      rounds = 2;
      seconds = 0.04;
      results = QUICK_RESULTS;
    }
    List<ProductShape> products = Shapes.matching(shapes);
    List<Entrant> candidates = candidates();
    int cores = Runtime.getRuntime().availableProcessors();
    int machineThreads = Math.max(Collections.max(threads), Math.min(2, cores));
    Contest contest =
        new Contest(candidates, rounds, (int) Math.round(1000 * seconds), machineThreads);
    Path file = Run.create(results, RunHeader.now(String.join(" ", jvmOptions), settings()));
    for (int fork = 1; fork <= forks; fork++) {
      try (Workers workers = new Workers(jvmOptions)) {
        for (ProductShape product : products) {
          for (int t : threads) {
            Rounds measured = contest.measure(workers, fork, product, t);
            Run.append(file, measured);
            System.out.println(Report.progress(measured));
          }
        }
      }
    }
    System.out.println(Report.of(Run.read(file)));
    System.out.println("recorded in " + file);
    return 0;
  }

  private String settings() {
    return "shapes=%s peers=%s variants=%s threads=%s forks=%d rounds=%d seconds=%s"
        .formatted(shapes, peers, variants, threads, forks, rounds, seconds);
  }

  private List<Entrant> candidates() {
    List<Entrant> candidates = new ArrayList<>();
    for (Library library : Library.all()) {
      boolean ours = library.name().equals(Rounds.OURS);
      if (ours || contains(library.name(), peers)) {
        for (Variant variant : library.variants()) {
          if (ours || contains(variant.name(), variants)) {
            for (int t : ours ? threads : threadsOfPeers()) {
              candidates.add(new Entrant(library, variant, t));
            }
          }
        }
      }
    }
    boolean alone = candidates.size() == threads.size();
    if (alone && !peers.isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "no peer here is named like " + peers + "; expected " + names() + ", see compare --help");
    }
    if (alone) {
      System.out.println("No peer here: only our own figures. See compare --help.");
    }
    return candidates;
  }

  private static String names() {
    return Library.all().stream()
        .map(Library::name)
        .filter(name -> !name.equals(Rounds.OURS))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private void checkOptions() {
    boolean positive = forks > 0 && rounds > 0 && threads.stream().allMatch(t -> t > 0);
    if (!positive || !(seconds > 0 && seconds <= LONGEST_SECONDS)) {
      throw new ParameterException(
          command.commandLine(),
          "--threads, --forks and --rounds must be at least 1, --seconds more than 0 and at most "
              + LONGEST_SECONDS);
    }
  }

  /** A peer may be faster with one thread than with all that it is allowed. */
  private List<Integer> threadsOfPeers() {
    TreeSet<Integer> counts = new TreeSet<>(threads);
    counts.add(1);
    return List.copyOf(counts);
  }

  private static boolean contains(String text, String regex) {
    return Pattern.compile(regex).matcher(text).find();
  }
}
