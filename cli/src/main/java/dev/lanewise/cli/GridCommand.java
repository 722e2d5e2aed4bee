package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.GridOptions;
import dev.lanewise.cli.options.NetOptions.Widths;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.search.Search;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise grid}: a training run for each combination of hyper-parameters. */
@Command(
    name = "grid",
    description = {
      "Trains a net for each combination of hyper-parameters and tells which is best.",
      "",
      "Options take comma-separated lists. Nets that read the same batches train side by side, and"
          + " trials that differ in their epochs only train once; each ends with the very model"
          + " that train gives with the same settings. Best is the highest validation accuracy of"
          + " any epoch; ties go to fewer parameters times epochs."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise grid",
      "  lanewise grid --data cifar10 --hidden 100,200 --learning-rate 1e-3,5e-4 --reg 0.05,0.25"
          + " \\",
      "      --lr-decay 0.95 --epochs 10 --results trials.csv --model best.safetensors"
    })
final class GridCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private DataOptions dataOptions;
  @Mixin private GridOptions gridOptions;

  @Option(
      names = "--no-fuse",
      description = "Train every trial by itself from its first step; the results are the same.")
  private boolean alone;

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = {
        "Write a line for each trial as it ends: CSV, or JSON Lines if the name ends with .jsonl."
            + " The file must not exist. Default: none is written."
      })
  private Optional<Path> resultsFile = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Write the best model there whenever it changes, as safetensors. Default: none is"
              + " written.")
  private Optional<Path> modelFile = Optional.empty();

  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    modelFile.ifPresent(Outputs::checkWritable);
    resultsFile.ifPresent(ResultsFile::checkNew);
    checkDifferent();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Kernels kernels = backendOptions.kernels(parallel);
      trials(1, 1); // what is wrong with an option is told before loading
      DataSet data = dataOptions.open(workspace, command.commandLine().getErr(), common);
      List<Trial> trials = trials(data.inputs(), data.classes());
      checkFits(trials, data);
      Normalization normalization =
          NormalizationFit.of(gridOptions.normalize(), data.train().samples(), workspace);
      Search search =
          new Search(data, normalization, kernels, MemoryLimit.availableBytes(), !alone);
      try (Interruption interruption = new Interruption();
          ResultsFile results = new ResultsFile(resultsFile)) {
        GridReport report =
            new GridReport(command.commandLine(), common, data, trials.size(), interruption);
        report.start(kernels, parallel, trials);
        boolean finished =
            search.run(
                trials,
                report.with((result, best) -> {
                  if (result.status() != TrialResult.Status.INTERRUPTED) {
                    results.append(result);
                  }
                  if (best) {
                    writeModel(search, data, result);
                  }
                }));
        requireMemory(search, finished);
        report.end(search, finished, gridOptions, modelFile.filter(f -> search.best().isPresent()));
        return exitCode(search, finished);
      }
    }
  }

  private void checkDifferent() {
    if (modelFile.isPresent()
        && modelFile.map(GridCommand::real).equals(resultsFile.map(GridCommand::real))) {
      throw new ParameterException(
          command.commandLine(), "--model and --results name the same file, " + modelFile.get());
    }
  }

  private static Path real(Path file) {
    try {
      return AtomicFile.followLinks(file.toAbsolutePath().normalize());
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  private static int exitCode(Search search, boolean finished) {
    if (!finished) {
      return ExitCode.INTERRUPTED;
    }
    return search.best().isPresent() ? ExitCode.DONE : ExitCode.DIVERGED;
  }

  /** Without a single net that fits there is no result to tell. */
  private static void requireMemory(Search search, boolean finished) {
    if (!finished || search.best().isPresent()) {
      return;
    }
    for (TrialResult result : search.results()) {
      if (result.status() == TrialResult.Status.FAILED) {
        throw new CliException(
            ExitCode.RESOURCES,
            "no trial is done; trial %d, hidden %s: %s"
                .formatted(
                    result.trial().number(),
                    new Widths(result.trial().net().hidden()),
                    result.reason()));
      }
    }
  }

  /** Turns a value out of range into wrong usage. */
  private List<Trial> trials(int inputs, int classes) {
    try {
      return gridOptions.grid().trials(inputs, classes);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  private void checkFits(List<Trial> trials, DataSet data) {
    if (gridOptions.earlyStopping() > 0 && data.validation().size() == 0) {
      throw new ParameterException(
          command.commandLine(), "--early-stopping needs a validation part, which is empty");
    }
    for (Trial trial : trials) {
      if (trial.config().batchSize() > data.train().size()) {
        throw new ParameterException(
            command.commandLine(),
            "--batch-size %d is larger than the training set of %d samples"
                .formatted(trial.config().batchSize(), data.train().size()));
      }
    }
  }

  private void writeModel(Search search, DataSet data, TrialResult result) {
    if (modelFile.isEmpty()) {
      return;
    }
    try (Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Outputs.writeModel(
          modelFile.get(),
          search.bestClassifier(workspace),
          Provenance.of(data, gridOptions, result));
    }
  }
}
