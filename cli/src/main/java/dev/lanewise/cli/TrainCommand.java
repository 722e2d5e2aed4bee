package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Interruption;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ResultStream;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CheckpointOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.cli.options.TrainSettings;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.TrainingListener;
import dev.lanewise.train.TrainingResult;
import dev.lanewise.train.WarmUp;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
          + " first with the best value of what is monitored, the validation accuracy by default."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise train",
      "  lanewise train --data cifar10 --lr-decay 0.95 \\",
      "      --reg 0.25 --model net.safetensors",
      "  lanewise train --data cifar10 --epochs 100 \\",
      "      --checkpoint run.checkpoint --resume",
      "  lanewise train --config run.toml --seed 3",
      "  lanewise train --config net.safetensors",
      "  lanewise train --data cifar10 --from net.safetensors \\",
      "      --learning-rate 1e-4 --model tuned.safetensors"
    })
final class TrainCommand implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private ConfigOption config;
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

  @Mixin private CheckpointOptions checkpointOptions;
  @Mixin private OutputOptions outputOptions;
  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  private Optional<RepeatedRun> repeated = Optional.empty();

  @Override
  public Integer call() throws Exception {
    return config.call(this::run, this::repeat);
  }

  private List<GivenOption> repeat(Path model) throws IOException {
    RepeatedRun run =
        RepeatedRun.read(model, command.commandLine(), dataOptions, checkpointOptions.from());
    repeated = Optional.of(run);
    return run.options();
  }

  private int run() throws Exception {
    checkFiles();
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Kernels kernels = backendOptions.kernels(parallel);
      RunStart start =
          new RunStarts(
                  command.commandLine(),
                  dataOptions,
                  settings,
                  normalize,
                  checkpointOptions,
                  common,
                  repeated)
              .open(kernels, workspace);
      try (Interruption interruption = new Interruption()) {
        TrainReport report = new TrainReport(command.commandLine(), common, start, interruption);
        report.start(kernels, parallel);
        try (var _ = report.warmingUp()) {
          WarmUp.of(start.run().net(), start.run().config(), kernels);
        }
        TrainingResult result = train(start, report);
        Optional<Path> written = writeModel(start, result);
        report.end(result, start.classifier(), written);
        tellHowToGoOn(result);
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

  /** Finds out before the work begins that a file cannot be written, or must not be. */
  private void checkFiles() {
    checkpointOptions.check();
    Optional<Path> checkpoint = checkpointOptions.file();
    List<Path> files = Stream.concat(modelFile.stream(), checkpoint.stream()).toList();
    if (!OutputNames.areDistinct(files)) {
      throw new ParameterException(
          command.commandLine(),
          "--checkpoint and --model need files of their own, got " + modelFile.orElseThrow());
    }
    OutputNames.requireNoData(files, dataOptions::places);
    boolean resumed = checkpointOptions.resumed().isPresent();
    modelFile.ifPresent(file -> outputOptions.check(file, OutputKind.MODEL, resumed));
    checkpoint.ifPresent(file -> Outputs.checkNew(file, checkpointOptions.resume()));
    outputOptions.tellReplaced();
  }

  private TrainingResult train(RunStart start, TrainReport report) {
    Optional<RunCheckpoint> checkpoint =
        checkpointOptions
            .file()
            .map(file -> new RunCheckpoint(file, start, checkpointOptions.interval()));
    TrainingListener listener = checkpoint.map(report::and).orElse(report);
    TrainingResult result =
        start.classifier().fit(start.data(), start.run().config(), listener, start.progress());
    checkpoint.ifPresent(RunCheckpoint::finish);
    return result;
  }

  private void tellHowToGoOn(TrainingResult result) {
    boolean saved = checkpointOptions.file().filter(Files::exists).isPresent();
    if (result.status() == TrainingResult.Status.INTERRUPTED && saved) {
      PrintWriter err = command.commandLine().getErr();
      err.println("hint: the same command with --resume goes on from the last epoch that was done");
      err.flush();
    }
  }

  private static int exitCode(TrainingResult.Status status) {
    return switch (status) {
      case DONE -> ExitCode.DONE;
      case DIVERGED -> ExitCode.DIVERGED;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }

  /** Writes the model, unless training diverged before there was one. */
  private Optional<Path> writeModel(RunStart start, TrainingResult result) {
    boolean nothing = result.status() == TrainingResult.Status.DIVERGED && result.bestEpoch() == 0;
    if (modelFile.isEmpty() || nothing) {
      return Optional.empty();
    }
    Outputs.writeModel(modelFile.get(), start.classifier(), Provenance.of(start.run(), result));
    return modelFile;
  }
}
