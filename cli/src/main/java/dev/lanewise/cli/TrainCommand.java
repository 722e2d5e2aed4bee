package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ResultStream;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.cli.options.TrainSettings;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.WarmUp;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise train}: one training run, from the data to the test accuracy. */
@Command(
    name = "train",
    description = {
      "Trains a fully connected net and tells its accuracy.",
      "",
      "Prints a line an epoch, then training, validation and test accuracy of the best epoch: the"
          + " first with the highest validation accuracy."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise train",
      "  lanewise train --data cifar10 --lr-decay 0.95 \\",
      "      --reg 0.25 --model net.safetensors"
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private DataOptions dataOptions;
  private final TrainSettings settings = new TrainSettings();

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private CommandSpec settingOptions = settings.spec();

  @Mixin private NormalizeOption normalize;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Write the best model there, as safetensors. Default: none is written.")
  private Optional<Path> modelFile = Optional.empty();

  @Mixin private OutputOptions outputOptions;
  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    OutputNames.requireNoData(modelFile.stream().toList(), dataOptions::places);
    modelFile.ifPresent(file -> outputOptions.check(file, OutputKind.MODEL, false));
    outputOptions.tellReplaced();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Kernels kernels = backendOptions.kernels(parallel);
      checked(() -> settings.plan(1, 1)); // what is wrong with an option is told before loading
      DataSet data = dataOptions.open(workspace, command.commandLine().getErr(), common);
      TrainingPlan plan = checked(() -> settings.plan(data.inputs(), data.classes()));
      NetSpec spec = plan.net();
      TrainingConfig config = plan.config();
      checkFits(config, data);
      DataWarnings.tell(data, command.commandLine().getErr());
      Classifier classifier =
          Classifier.untrained(data, spec, normalize.kind(), config, kernels, workspace);
      Recipe run = new Recipe(RunContext.of(RunData.of(dataOptions, data), normalize), plan);
      TrainHints hints = new TrainHints(data, spec, config, normalize.kind());
      try (Interruption interruption = new Interruption()) {
        TrainReport report =
            new TrainReport(command.commandLine(), common, data, run, hints, interruption);
        report.start(kernels, parallel);
        try (var _ = report.warmingUp()) {
          WarmUp.of(spec, config.batchSize(), kernels);
        }
        TrainingResult result = classifier.fit(data, config, report);
        Optional<Path> written = writeModel(classifier, run, result);
        report.end(result, classifier, written);
        if (ResultStream.readerLeft()) {
          return ExitCode.READER_LEFT;
        }
        if (report.outputLost()) {
          throw new CliException(ExitCode.RESOURCES, "stdout cannot be written; training stopped");
        }
        return exitCode(result.status());
      }
    }
  }

  private static int exitCode(TrainingResult.Status status) {
    return switch (status) {
      case DONE -> ExitCode.DONE;
      case DIVERGED -> ExitCode.DIVERGED;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }

  /** Turns a value out of range into wrong usage. */
  private <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** What only the data can tell: a batch that is too large, nothing to stop early by. */
  private void checkFits(TrainingConfig config, DataSet data) {
    if (config.earlyStopping() > 0 && data.validation().size() == 0) {
      throw new ParameterException(
          command.commandLine(), "--early-stopping needs a validation part, which is empty");
    }
    if (config.batchSize() > data.train().size()) {
      throw new ParameterException(
          command.commandLine(),
          "--batch-size %d is larger than the training set of %d samples"
              .formatted(config.batchSize(), data.train().size()));
    }
  }

  /** Writes the model, unless training diverged before there was one. */
  private Optional<Path> writeModel(Classifier classifier, Recipe run, TrainingResult result) {
    boolean nothing = result.status() == TrainingResult.Status.DIVERGED && result.bestEpoch() == 0;
    if (modelFile.isEmpty() || nothing) {
      return Optional.empty();
    }
    Outputs.writeModel(modelFile.get(), classifier, Provenance.of(run, result));
    return modelFile;
  }
}
