package dev.lanewise.cli;

import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.Stopwatch;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.console.WrappedText;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.SearchOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.Search;
import dev.lanewise.search.SearchListener;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialProgress;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Epoch;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What {@code grid} tells: a line a trial and a table, best first, or one JSON document. */
final class GridReport {

  private static final String BEST = "  best so far";
  private static final String GOES_ON = "  goes on";

  private final PrintWriter out;
  private final PrintWriter err;
  private final CommonOptions common;
  private final DataSet data;
  private final List<Trial> trials;
  private final TrialRows rows;
  private final TrialTable table;
  private final List<TrialResult> results = new ArrayList<>();
  private final List<TrialResult> live = new ArrayList<>(); // the best of them, as on the terminal
  private final Map<Integer, TrialResult> goingOn = new HashMap<>(); // by their trials' numbers
  private final GridHints hints;
  private final Interruption interruption;
  private final ProgressLine progress;
  private final Json document = new Json();
  private String fold = "";
  private String pace = ""; // of the trials that train together
  private String lastTraining = ""; // after all trials have ended
  private boolean divergedOnAll;
  private double test = Double.NaN; // once it is known

  GridReport(
      CommandLine command,
      CommonOptions common,
      DataSet data,
      List<Trial> trials,
      GridHints hints,
      Interruption interruption) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.common = common;
    this.data = data;
    this.trials = trials;
    this.rows = new TrialRows(trials);
    this.hints = hints;
    this.table = new TrialTable(trials, rows);
    this.interruption = interruption;
    this.progress = new ProgressLine(err, common.tellsProgress());
  }

  /** Says on a terminal what is being done besides training, until that is closed. */
  ProgressLine.Shown show(String work) {
    return progress.show(work);
  }

  /** Tells what is about to be tried. */
  void start(Kernels kernels, Parallel parallel, SearchOptions options, long seed) {
    String backend = BackendOptions.name(kernels);
    document
        .put("command", "grid")
        .put("status", "")
        .put("seed", seed)
        .put("threads", parallel.threads())
        .put("backend", backend)
        .put("vectorBits", kernels.vectorBits());
    if (!options.name().equals("grid")) {
      document.put("search", options.name());
    }
    if (options.foldCount() > 0) {
      document.put("folds", options.foldCount());
    }
    document.put("data", Descriptions.json(data));
    if (common.tellsProgress()) {
      err.println(WrappedText.of(Descriptions.line(data), Terminal.STDERR));
      err.printf(
          "%d trials%s; %s%s, %d threads%n",
          trials.size(),
          options.foldCount() > 0 ? " in " + options.foldCount() + " folds" : "",
          backend,
          kernels.vectorBits() > 0 ? " " + kernels.vectorBits() + " bits" : "",
          parallel.threads());
      err.flush();
    }
  }

  /** Tells what an earlier search has left. */
  void resumed(Search search) {
    search.results().forEach(this::add);
    if (common.tellsProgress() && !results.isEmpty()) {
      err.printf("%d of them ended before%n", results.size());
      err.flush();
    }
  }

  /**
   * Listens to the search.
   *
   * @param newBest runs when another trial is the best
   * @param keep stores the result of each trial that has finished
   */
  SearchListener with(Runnable newBest, Consumer<TrialResult> keep) {
    return new SearchListener() {
      @Override
      public void trialDone(TrialResult result, boolean isBest) {
        if (isBest) {
          newBest.run();
        }
        keep.accept(result);
        tell(result, isBest);
      }

      @Override
      public void trialGoesOn(TrialResult result) {
        tellGoingOn(result);
      }

      @Override
      public void unfinishedBest(TrialResult result) {
        newBest.run();
      }

      @Override
      public void foldStarted(int number, int folds) {
        fold = folds > 1 ? " in fold " + number + "/" + folds : "";
        pace = "";
        String text = "%d of %d done; preparing%s".formatted(results.size(), trials.size(), fold);
        progress.update(() -> text);
      }

      @Override
      public void stepDone(int together, int epoch, int epochs, int step, int steps) {
        progress.update(() -> progressText(together, epoch, epochs, step, steps));
      }

      @Override
      public void epochDone(List<TrialProgress> running) {
        pace = running.isEmpty() ? "" : pace(running);
      }

      @Override
      public boolean stopRequested() {
        return interruption.requested();
      }
    };
  }

  /** How trials that train together go: the best so far, how long they will take, how fast. */
  private static String pace(List<TrialProgress> running) {
    double best =
        running.stream().mapToDouble(TrialProgress::bestAccuracy).max().orElse(Double.NaN);
    int epochs = running.stream().mapToInt(of -> of.trial().config().epochs()).max().orElse(0);
    Epoch last = running.getFirst().last();
    return "; best %s, %.0f s left, %.0f samples/s"
        .formatted(
            Accuracy.text(best),
            (epochs - last.epoch()) * last.seconds(),
            running.size() * last.samplesPerSecond());
  }

  /** Listens to the training of the best trial once more. */
  SearchListener again(TrialResult best, boolean onAll) {
    progress.table(List.of(), 0);
    lastTraining =
        "training the best trial, %d, %s"
            .formatted(
                best.trial().number(), onAll ? "on all samples" : "again, for its parameters");
    progress.phase(lastTraining);
    fold = "";
    pace = "";
    return new SearchListener() {
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

  /** Tells that the best of a cross-validation diverged when it was trained on all rows. */
  void divergedOnAll(TrialResult result) {
    divergedOnAll = true;
    progress.clear();
    err.printf(
        "lanewise: the best trial, %d, diverged when it was trained on all samples, in %s; %s%n",
        result.trial().number(), result.reason(), hints.ofDivergence(List.of(result)));
  }

  /** Whether there is no model because of divergence. */
  boolean diverged(Search search) {
    return search.best().isEmpty() || divergedOnAll;
  }

  private String progressText(int together, int epoch, int epochs, int step, int steps) {
    return "%d of %d done; %d together%s, epoch %d/%d  step %d/%d%s"
        .formatted(results.size(), trials.size(), together, fold, epoch, epochs, step, steps, pace);
  }

  private void tell(TrialResult result, boolean isBest) {
    add(result);
    goingOn.remove(result.trial().number());
    if (!common.tellsProgress()) {
      return;
    }
    if (progress.redraws()) {
      tellTable();
    } else {
      err.printf(
          "%d/%d  %s%s%n",
          results.size(), trials.size(), rows.row(result), isBest && leads(result) ? BEST : "");
      err.flush();
    }
  }

  /** With halving the best trials are those that have not ended. */
  private void tellGoingOn(TrialResult result) {
    goingOn.put(result.trial().number(), result);
    if (!common.tellsProgress()) {
      return;
    }
    if (progress.redraws()) {
      tellTable();
    } else if (leads(result)) {
      err.printf("%s%s%s%n", rows.row(result), GOES_ON, BEST);
      err.flush();
    }
  }

  private boolean leads(TrialResult result) {
    return Stream.concat(live.stream(), goingOn.values().stream())
        .noneMatch(other -> TrialResult.BEST_FIRST.compare(other, result) < 0);
  }

  /** Those that have ended, and the best of those that go on. */
  private void tellTable() {
    List<TrialResult> shown = new ArrayList<>(live);
    goingOn.values().stream().min(TrialResult.BEST_FIRST).ifPresent(shown::add);
    shown.sort(TrialResult.BEST_FIRST);
    shown.subList(Math.min(shown.size(), ProgressLine.MOST_ROWS), shown.size()).clear();
    progress.table(
        table.lines(shown, Integer.MAX_VALUE), results.size() + goingOn.size() - shown.size());
  }

  private void add(TrialResult result) {
    results.add(result);
    live.add(result);
    live.sort(TrialResult.BEST_FIRST);
    if (live.size() > ProgressLine.MOST_ROWS) {
      live.removeLast();
    }
  }

  /** Tells how it ended. */
  void end(Search search, boolean finished, RunContext shared, GridFiles files, int top) {
    progress.table(List.of(), 0);
    progress.clear();
    if (finished) {
      testAccuracy(search);
    }
    if (common.json() || files.report().isPresent()) {
      complete(search, finished, shared);
    }
    List<String> again = search.best().map(best -> TrainLine.of(shared, best)).orElse(List.of());
    if (common.json()) {
      files.writeReport(document, again); // first: after an error there is no document
      document.print(out);
    } else {
      printText(search, finished, files, top);
      files.writeReport(document, again); // last: if it cannot be written, the results are told
      files.report().ifPresent(file -> out.println("report written to " + file));
    }
    out.flush();
    if (!finished && files.canResume()) {
      err.println("hint: the same command with --resume goes on from the last epoch that was done");
    }
    search
        .best()
        .ifPresentOrElse(
            best -> hints.after(best).forEach(err::println),
            () -> {
              if (finished) {
                err.printf(
                    "lanewise: all trials diverged; %s%n", hints.ofDivergence(search.results()));
              }
            });
    err.flush();
  }

  /** Of the best model; NaN if there is none, or no test part. */
  double testAccuracy(Search search) {
    if (Double.isNaN(test) && search.hasBestModel() && data.test().size() > 0) {
      try (Workspace workspace = new Workspace(MemoryLimit.availableBytes());
          var _ = progress.show("evaluating the best trial on the test part")) {
        test = search.bestClassifier(workspace).metrics(data.test()).accuracy();
      } catch (ArithmeticException e) {
        test = Double.NaN; // a score of a test sample is not a number
      }
    }
    return test;
  }

  private void printText(Search search, boolean finished, GridFiles files, int top) {
    if (!finished) {
      out.println(
          "interrupted "
              + (lastTraining.isEmpty()
                  ? "after " + results.size() + " of " + trials.size() + " trials"
                  : "while " + lastTraining));
    }
    printTable(search.results().stream().sorted(TrialResult.BEST_FIRST).toList(), top);
    search
        .best()
        .ifPresent(result -> {
          out.printf(
              "best trial %d%s: validation accuracy %s, test %s%n",
              result.trial().number(),
              result.status() == Status.INTERRUPTED ? ", not finished" : "",
              Accuracy.text(result.validationAccuracy()),
              Accuracy.text(test));
          if (!result.witness().isEmpty()) {
            out.println("weights SHA-256 " + result.witness());
          }
        });
    files.model(search).ifPresent(file -> out.println("model written to " + file));
    out.flush();
  }

  /** The first {@code top}, and why those of them that have no model have none. */
  private void printTable(List<TrialResult> sorted, int top) {
    if (sorted.isEmpty()) {
      return;
    }
    List<TrialResult> shown = sorted.subList(0, Math.min(top, sorted.size()));
    table.lines(shown, Terminal.STDOUT.columns()).forEach(out::println);
    if (shown.size() < sorted.size()) {
      out.println("and " + (sorted.size() - shown.size()) + " more; --top all prints them");
    }
    for (TrialResult result : shown) {
      if (!result.reason().isEmpty()) {
        out.println("trial " + result.trial().number() + " " + TrialRows.ending(result));
      }
    }
  }

  private void complete(Search search, boolean finished, RunContext shared) {
    String status = !finished ? "interrupted" : diverged(search) ? "diverged" : "done";
    document
        .put("status", status)
        .put(
            "trials",
            search.results().stream().map(r -> Descriptions.jsonWithSettings(shared, r)).toList())
        .put(
            "best",
            search
                .best()
                .map(r -> Descriptions.jsonWithSettings(shared, r).put("testAccuracy", test)))
        .put("seconds", Stopwatch.secondsSinceStart());
  }
}
