package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.GridSettings;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.cli.options.SearchOptions;
import dev.lanewise.cli.options.TopOption;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.Search;
import dev.lanewise.search.SearchSpace;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.WarmUp;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise grid}: a training run for each of many combinations of hyper-parameters. */
@Command(
    name = "grid",
    description = {
      "Trains a net for each combination of hyper-parameters and tells which is best.",
      "",
      "Options take comma-separated lists. Nets that read the same batches train side by side, and"
          + " trials that differ in their epochs only train once; each ends with the very model"
          + " that train gives with the same settings. Best is the highest validation accuracy of a"
          + " trial's best epoch; ties go to fewer parameters times epochs, then to the earlier"
          + " trial."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise grid",
      "  lanewise grid --data cifar10 --hidden 100,200 \\",
      "      --learning-rate 1e-3,5e-4 --reg 0.05,0.25 \\",
      "      --lr-decay 0.95 --epochs 10 \\",
      "      --results trials.csv --model best.safetensors",
      "  lanewise grid --search random --trials 30 --epochs 10 \\",
      "      --learning-rate 1e-4..1e-2 --reg 1e-3..1 \\",
      "      --hidden 50..200 --report trials.html",
      "  lanewise grid --folds 5 --learning-rate 1e-3,5e-4 \\",
      "      --reg 0.1,1 --epochs 10",
      "  lanewise grid --config search.toml --trials 30"
    })
final class GridCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ConfigOption config;
  @Mixin private DataOptions dataOptions;
  private final GridSettings settings = new GridSettings();

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private CommandSpec settingOptions = settings.spec();

  @Mixin private NormalizeOption normalize;
  @Mixin private SearchOptions searchOptions;
  @Mixin private TopOption top;
  @Mixin private GridFiles files;
  @Mixin private OutputOptions outputOptions;
  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    return config.call(this::run);
  }

  private int run() throws Exception {
    searchOptions.check(files.writesModel());
    OutputNames.requireNoData(files.written(), dataOptions::places);
    files.check(outputOptions);
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Kernels kernels = backendOptions.kernels(parallel);
      SearchSpace space = space();
      searchOptions.trials(space, settings.seed(), 1, 1); // errors are told before loading
      DataSet data = dataOptions.open(workspace, command.commandLine().getErr(), common);
      List<Trial> trials =
          searchOptions.trials(space, settings.seed(), data.inputs(), data.classes());
      Optional<Folds> folds = searchOptions.folds(data, settings.seed());
      checkFits(trials, data, folds);
      warn(data);
      Normalization normalization =
          NormalizationFit.of(normalize.kind(), data.train().samples(), workspace);
      Search search =
          new Search(data, normalization, kernels, MemoryLimit.availableBytes())
              .fuse(searchOptions.fuse())
              .halving(searchOptions.halving());
      folds.ifPresent(search::folds);
      RunContext shared =
          RunContext.of(RunData.of(dataOptions, data), normalize)
              .withFolds(searchOptions.foldCount(), settings.seed());
      GridHints hints = new GridHints(data, folds.isPresent(), space, normalize.kind());
      try (Interruption interruption = new Interruption()) {
        GridReport report =
            new GridReport(command.commandLine(), common, data, trials, hints, interruption);
        report.start(kernels, parallel, searchOptions, settings.seed());
        try (var _ = report.show(TrainReport.WARMING_UP)) {
          WarmUp.of(trials.getFirst().net(), trials.getFirst().config(), kernels);
        }
        boolean finished = run(search, trials, shared, kernels, report);
        report.end(search, finished, shared, files, top.count());
        if (!finished) {
          return ExitCode.INTERRUPTED;
        }
        return report.diverged(search) ? ExitCode.DIVERGED : ExitCode.DONE;
      }
    }
  }

  private SearchSpace space() {
    try {
      return settings.space(searchOptions.halving());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void warn(DataSet data) {
    PrintWriter err = command.commandLine().getErr();
    if (searchOptions.foldCount() > 0) {
      DataWarnings.tellOfFolds(data, searchOptions.foldCount(), err);
    } else {
      DataWarnings.tell(data, err);
    }
  }

  private boolean run(
      Search search, List<Trial> trials, RunContext shared, Kernels kernels, GridReport report)
      throws IOException {
    Optional<ResultsFile> results;
    try (var _ = report.show("reading what there is, and the data's checksum")) {
      results = files.open(search, trials, shared, searchOptions.halving());
    }
    try {
      report.resumed(search);
      boolean finished =
          search.run(
              trials,
              report.with(
                  () -> {
                    if (files.writesModel() && search.hasBestModel()) {
                      files.writeModel(search, shared, Double.NaN);
                    }
                  },
                  results.<Consumer<TrialResult>>map(file -> file::append).orElse(_ -> {})));
      requireMemory(search, finished);
      finished = finished && completeBest(search, kernels, report);
      if (finished) {
        if (files.writesModel() && search.hasBestModel()) {
          files.writeModel(search, shared, report.testAccuracy(search));
        }
        results.ifPresent(ResultsFile::deleteCheckpoint);
      }
      return finished;
    } catch (UncheckedIOException e) {
      throw files.unwritable(e);
    } finally {
      if (results.isPresent()) {
        results.get().close();
      }
    }
  }

  /**
   * Gets the parameters of the best trial where they are not known: after a cross-validation, or
   * when an earlier search found it. False if that was interrupted.
   */
  private boolean completeBest(Search search, Kernels kernels, GridReport report) {
    boolean folds = searchOptions.foldCount() > 0;
    boolean needed = search.best().isPresent() && !search.hasBestModel();
    if (!needed || (folds && !searchOptions.refit()) || files.takeBest(search, kernels)) {
      return true;
    }
    TrialResult known = search.best().orElseThrow();
    Optional<TrialResult> trained = search.trainBest(report.again(known, folds));
    if (trained.isEmpty()) {
      return false;
    }
    TrialResult result = trained.get();
    if (result.status() == Status.FAILED) {
      throw new CliException(ExitCode.RESOURCES, result.reason());
    }
    if (!folds) {
      files.requireSame(known, result);
    } else if (result.status() == Status.DIVERGED) {
      report.divergedOnAll(result);
    }
    return true;
  }

  /** Without a single net that fits there is no result to tell. */
  private static void requireMemory(Search search, boolean finished) {
    if (!finished || search.best().isPresent()) {
      return;
    }
    for (TrialResult result : search.results()) {
      if (result.status() == Status.FAILED) {
        throw new CliException(
            ExitCode.RESOURCES,
            "no trial is done; trial %d, hidden %s: %s"
                .formatted(
                    result.trial().number(),
                    NetSettings.HIDDEN.text(result.trial().plan()),
                    result.reason()));
      }
    }
  }

  private void checkFits(List<Trial> trials, DataSet data, Optional<Folds> folds) {
    boolean validates = folds.isPresent() || data.validation().size() > 0;
    for (Trial trial : trials) {
      PlanCheck.require(trial.plan(), data, validates, command.commandLine());
      if (trial.config().schedule().readsScores() && folds.isPresent() && searchOptions.refit()) {
        throw new ParameterException(
            command.commandLine(),
            "--schedule plateau with --folds needs --no-refit: the training on all rows has no"
                + " validation part");
      }
    }
    if (searchOptions.halving() && !validates) {
      throw new ParameterException(
          command.commandLine(), "--search halving needs a validation part, which is empty");
    }
    int samples = folds.map(Folds::smallestTrainingPart).orElse(data.train().size());
    for (Trial trial : trials) {
      if (trial.config().batchSize() > samples) {
        throw new ParameterException(
            command.commandLine(),
            "--batch-size %d is larger than the training set of %d samples%s"
                .formatted(
                    trial.config().batchSize(), samples, folds.isPresent() ? " of a fold" : ""));
      }
    }
  }
}
