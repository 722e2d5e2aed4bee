package dev.lanewise.cli;

import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.Stopwatch;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.GridOptions;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.Search;
import dev.lanewise.search.SearchListener;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import picocli.CommandLine;

/** What {@code grid} tells: a line a trial and a table, best first, or one JSON document. */
final class GridReport {

  private static final double STRONG_REG = 10;
  private static final int TABLE_ROWS = 20;

  private final PrintWriter out;
  private final PrintWriter err;
  private final CommonOptions common;
  private final DataSet data;
  private final int trials;
  private final Interruption interruption;
  private final ProgressLine progress;
  private final Json document = new Json();
  private int ended;
  private Optional<TrialResult> best = Optional.empty();

  GridReport(
      CommandLine command,
      CommonOptions common,
      DataSet data,
      int trials,
      Interruption interruption) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.common = common;
    this.data = data;
    this.trials = trials;
    this.interruption = interruption;
    this.progress = new ProgressLine(err, common.tellsProgress());
  }

  /** Tells what is about to be tried. */
  void start(Kernels kernels, Parallel parallel, List<Trial> grid) {
    String backend = BackendOptions.name(kernels);
    document
        .put("command", "grid")
        .put("status", "")
        .put("seed", grid.getFirst().config().seed())
        .put("threads", parallel.threads())
        .put("backend", backend)
        .put("vectorBits", kernels.vectorBits())
        .put("data", Descriptions.json(data));
    if (common.tellsProgress()) {
      err.printf("%s%n", Descriptions.line(data));
      err.printf(
          "%d trials; %s%s, %d threads%n",
          trials,
          backend,
          kernels.vectorBits() > 0 ? " " + kernels.vectorBits() + " bits" : "",
          parallel.threads());
      err.flush();
    }
  }

  /** Listens to the search; {@code keep} is told of each result, and whether it is the best. */
  SearchListener with(BiConsumer<TrialResult, Boolean> keep) {
    return new SearchListener() {
      @Override
      public void trialDone(TrialResult result, boolean isBest) {
        keep.accept(result, isBest);
        tell(result, isBest);
      }

      @Override
      public void unfinishedBest(TrialResult result) {
        keep.accept(result, true);
      }

      @Override
      public void stepDone(int together, int epoch, int epochs, int step, int steps) {
        progress.update(() -> progressText(together, epoch, epochs, step, steps));
      }

      @Override
      public boolean stopRequested() {
        return interruption.requested();
      }
    };
  }

  private String progressText(int together, int epoch, int epochs, int step, int steps) {
    return "%d of %d done%s; %d together, epoch %d/%d  step %d/%d"
        .formatted(
            ended,
            trials,
            best.map(r -> ", best " + accuracy(r.validationAccuracy())).orElse(""),
            together,
            epoch,
            epochs,
            step,
            steps);
  }

  private void tell(TrialResult result, boolean isBest) {
    ended++;
    if (isBest) {
      best = Optional.of(result);
    }
    if (common.tellsProgress()) {
      progress.clear();
      err.printf("%d/%d  %s%s%n", ended, trials, row(result), isBest ? "  best so far" : "");
      err.flush();
    }
  }

  private static String row(TrialResult result) {
    Trial trial = result.trial();
    return String.format(
        Locale.ROOT,
        "trial %3d  hidden %-8s rate %-8s decay %-5s reg %-6s batch %-4d %s  %s",
        trial.number(),
        new Widths(trial.net().hidden()),
        number(trial.config().learningRate()),
        number(trial.config().lrDecay()),
        number(trial.net().reg()),
        trial.config().batchSize(),
        "epochs %-3d".formatted(trial.config().epochs()),
        ending(result));
  }

  private static String ending(TrialResult result) {
    return switch (result.status()) {
      case DONE, INTERRUPTED ->
          "validation %s (epoch %d)"
              .formatted(accuracy(result.validationAccuracy()), result.bestEpoch());
      case DIVERGED -> "diverged in " + result.reason();
      case FAILED -> "failed, " + result.reason();
    };
  }

  private static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String accuracy(double value) {
    return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** Tells how it ended. */
  void end(Search search, boolean finished, GridOptions options, Optional<Path> model) {
    progress.clear();
    double test = testAccuracy(search);
    if (common.json()) {
      printDocument(search, finished, test);
    } else {
      printText(search, finished, test, model);
    }
    search
        .best()
        .ifPresentOrElse(
            result -> hints(result, options),
            () -> {
              if (finished) {
                err.println(
                    "lanewise: all trials diverged; smaller values of --learning-rate may help");
              }
            });
    err.flush();
  }

  private double testAccuracy(Search search) {
    if (search.best().isEmpty() || data.test().size() == 0 || interruption.requested()) {
      return Double.NaN;
    }
    try (Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      return search.bestClassifier(workspace).scores(data.test()).accuracy();
    } catch (ArithmeticException e) {
      return Double.NaN; // a score of a test sample is not a number
    }
  }

  private void printText(Search search, boolean finished, double test, Optional<Path> model) {
    if (!finished) {
      out.println("interrupted after " + ended + " of " + trials + " trials");
    }
    List<TrialResult> sorted =
        search.results().stream().sorted(TrialResult.BEST_FIRST).limit(TABLE_ROWS).toList();
    sorted.forEach(result -> out.println(row(result)));
    if (search.results().size() > sorted.size()) {
      out.println("and " + (search.results().size() - sorted.size()) + " more");
    }
    search
        .best()
        .ifPresent(result -> {
          out.printf(
              "best trial %d%s: validation accuracy %s, test %s%n",
              result.trial().number(),
              result.status() == Status.INTERRUPTED ? ", not finished" : "",
              accuracy(result.validationAccuracy()),
              accuracy(test));
          out.println("weights SHA-256 " + result.witness());
        });
    model.ifPresent(file -> out.println("model written to " + file));
    out.flush();
  }

  private void printDocument(Search search, boolean finished, double test) {
    String status = !finished ? "interrupted" : search.best().isPresent() ? "done" : "diverged";
    document
        .put("status", status)
        .put("trials", search.results().stream().map(Descriptions::json).toList())
        .put("best", search.best().map(r -> Descriptions.json(r).put("testAccuracy", test)))
        .put("seconds", Stopwatch.secondsSinceStart())
        .print(out);
  }

  private void hints(TrialResult result, GridOptions options) {
    if (data.validation().size() == 0) {
      err.println("hint: there is no validation part, so the best trial is merely the cheapest");
      return;
    }
    List<String> edges = options.edges(result.trial());
    if (!edges.isEmpty()) {
      err.println(
          "hint: best at the edge of a list, so look further there: " + String.join(", ", edges));
    }
    double chance = 1.0 / data.classes();
    if (chance < 1 && result.validationAccuracy() < Math.min(2 * chance, (1 + chance) / 2)) {
      err.println("hint: no trial is far above chance; try other learning rates");
    }
    if (result.trial().net().reg() >= STRONG_REG) {
      err.println("hint: --reg 10 and more is above every published optimum; 0 to 1 is usual");
    }
  }
}
