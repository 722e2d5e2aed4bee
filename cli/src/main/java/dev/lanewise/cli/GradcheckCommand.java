package dev.lanewise.cli;

import dev.lanewise.check.GradientCheck;
import dev.lanewise.check.GradientReport;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.cli.options.TrainSettings;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.TrainingSettings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise gradcheck}: whether the gradients of a net are right. */
@Command(
    name = "gradcheck",
    description = {
      "Compares the gradients of an untrained net with centred differences of its loss in double"
          + " precision, on the first training samples.",
      "",
      "Prints a line for each parameter: how many of its values were compared, how many were left"
          + " out at kinks of the activation or loss, and the largest relative error with its"
          + " place. Exit code 1 if a gradient is not found to be right."
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    footer = {
      "",
      "Examples:",
      "  lanewise gradcheck",
      "  lanewise gradcheck --data cifar10 --hidden 64-32 \\",
      "      --activation gelu --loss svm --reg 0.1"
    })
final class GradcheckCommand implements Callable<Integer> {

  /** The settings that a gradient of a new net depends on, in the order of the help. */
  static final List<Setting<?>> SETTINGS =
      Settings.ALL.stream()
          .filter(
              Set.of(
                      NetSettings.HIDDEN,
                      NetSettings.ACTIVATION,
                      NetSettings.LOSS,
                      NetSettings.LABEL_SMOOTHING,
                      NetSettings.CLASS_WEIGHTS,
                      NetSettings.REG,
                      NetSettings.INIT,
                      NetSettings.WEIGHT_SCALE,
                      TrainingSettings.BATCH_SIZE,
                      TrainingSettings.SEED)
                  ::contains)
          .toList();

  @Spec private CommandSpec command;
  @Mixin private DataOptions dataOptions;

  private final TrainSettings settings = new TrainSettings(SETTINGS);

  @SuppressWarnings("UnusedVariable") // picocli reads it
  @Mixin
  private CommandSpec settingOptions = settings.spec();

  @Mixin private NormalizeOption normalize;

  @Option(
      names = "--checks",
      paramLabel = "N",
      description =
          "Compare N values of each parameter, drawn by --seed; all, where there are no more."
              + " Default: 100.")
  private int checks = GradientCheck.VALUES;

  @Mixin private BackendOptions backendOptions;
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    if (checks < 1) {
      throw new ParameterException(
          command.commandLine(), "--checks must be at least 1, got " + checks);
    }
    try (Parallel parallel = backendOptions.parallel();
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Kernels kernels = backendOptions.kernels(parallel);
      checked(() -> settings.plan(1, 1)); // what is wrong with an option is told before loading
      DataSet data = dataOptions.open(workspace, command.commandLine().getErr(), common);
      TrainingPlan plan = checked(() -> settings.plan(data.inputs(), data.classes()));
      PlanCheck.require(plan, data, true, command.commandLine());
      PlanCheck.requireBatch(plan, data, command.commandLine());
      Recipe run = new Recipe(RunContext.of(RunData.of(dataOptions, data), normalize), plan);
      GradcheckReport report = new GradcheckReport(command.commandLine(), common, data, run);
      report.start(kernels, parallel);
      GradientReport found = check(plan, data, kernels, workspace);
      report.end(found);
      return found.passed() ? ExitCode.DONE : ExitCode.FAULT;
    }
  }

  private GradientReport check(
      TrainingPlan plan, DataSet data, Kernels kernels, Workspace workspace) {
    ProgressLine progress =
        new ProgressLine(command.commandLine().getErr(), common.tellsProgress());
    try (var _ = progress.show("comparing gradients")) {
      Classifier classifier =
          Classifier.untrained(
              data, plan.net(), normalize.kind(), plan.config(), kernels, workspace);
      int rows = plan.config().batchSize();
      return GradientCheck.of(
          classifier.net(),
          Batch.range(data.train().samples(), classifier.normalization(), 0, rows),
          data.train().labels().slice(0, rows),
          checks,
          plan.config().seed());
    }
  }

  /** Turns a value out of range into wrong usage. */
  private <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }
}
