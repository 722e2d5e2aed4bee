package dev.lanewise.cli;

import dev.lanewise.cli.options.CheckpointOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.cli.options.NormalizeOption;
import dev.lanewise.cli.options.TrainSettings;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.UndividedData;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.Setting;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The three ways in which {@code train} begins: anew, with the weights of a model, or where a
 * checkpoint is.
 */
record RunStarts(
    CommandLine command,
    DataOptions dataOptions,
    TrainSettings settings,
    NormalizeOption normalize,
    CheckpointOptions options,
    CommonOptions common,
    Optional<RepeatedRun> repeated) {

  /**
   * Reads what the run begins with.
   *
   * @throws ParameterException if options are out of range or do not fit the data
   * @throws MalformedFileException if the model or the checkpoint is damaged or does not fit
   * @throws IOException if a file cannot be read
   */
  RunStart open(Kernels kernels, Workspace workspace) throws IOException {
    Optional<Path> checkpoint = options.resumed();
    if (checkpoint.isPresent()) {
      return new ResumedRun(this, checkpoint.get()).open(kernels, workspace);
    }
    return options.from().isPresent()
        ? from(options.from().get(), kernels, workspace)
        : anew(kernels, workspace);
  }

  private RunStart anew(Kernels kernels, Workspace workspace) throws IOException {
    checked(() -> settings.plan(1, 1)); // what is wrong with an option is told before loading
    DataSet data = data(workspace);
    TrainingPlan plan = checked(() -> settings.plan(data.inputs(), data.classes()));
    checkFits(plan, data);
    DataWarnings.tell(data, err());
    Classifier classifier =
        Classifier.untrained(data, plan.net(), normalize.kind(), plan.config(), kernels, workspace);
    RunContext shared = RunContext.of(RunData.of(dataOptions, data), normalize);
    return new RunStart(data, new Recipe(shared, plan), classifier, Optional.empty(), "");
  }

  private RunStart from(Path file, Kernels kernels, Workspace workspace) throws IOException {
    if (settings.isTyped(NetSettings.INIT) || settings.isTyped(NetSettings.WEIGHT_SCALE)) {
      throw usage("--init and --weight-scale draw weights, which --from takes from the model");
    }
    checked(() -> settings.plan(1, 1)); // what is wrong with an option is told before loading
    ModelOption option = new ModelOption(file);
    Classifier model = option.read(kernels, workspace, err()).classifier();
    NetSpec net = model.net().spec();
    TrainingPlan standard = TrainingPlan.standard(net.inputs(), net.classes());
    TrainingPlan ofModel =
        standard.with(standard.net().withHidden(net.hidden()).withActivation(net.activation()));
    TrainingPlan plan = checked(() -> settings.plan(ofModel));
    for (Setting<?> setting : List.of(NetSettings.HIDDEN, NetSettings.ACTIVATION)) {
      requireSame(file, "the model", setting.option(), setting.text(plan), setting.text(ofModel));
    }
    DataSet raw = data(workspace);
    option.requireInputs(model, "data " + raw.name(), raw.inputs());
    option.requireShape(model, raw);
    DataSet data = ModelData.match(file, model, raw, err()).apply(raw, workspace);
    checkFits(plan, data);
    DataWarnings.tell(data, err());
    Classifier classifier = toTrain(option, model, plan, data, workspace);
    RunContext shared =
        RunContext.of(
            RunData.of(dataOptions, data),
            classifier.normalization().kind(),
            WeightsDigest.of(model.net()));
    return new RunStart(data, new Recipe(shared, plan), classifier, Optional.empty(), "");
  }

  private DataSet data(Workspace workspace) throws IOException {
    UndividedData whole = dataOptions.read(workspace, err(), common);
    DataSet data = dataOptions.divide(whole);
    repeated.ifPresent(run -> run.requireData(whole, data, dataOptions, err()));
    return data;
  }

  /** A normalization that is typed is fitted to the data, as in a new run. */
  private Classifier toTrain(
      ModelOption option, Classifier model, TrainingPlan plan, DataSet data, Workspace workspace) {
    Samples train = data.train().samples();
    InputScale found = InputScale.of(train);
    if (normalize.typed().isEmpty()) {
      option.checkScale(model, "data " + data.name(), found, err());
    }
    return model.toTrain(
        plan.net(),
        normalize
            .typed()
            .map(kind -> NormalizationFit.of(kind, train, workspace))
            .orElse(model.normalization()),
        normalize.typed().isPresent() ? found : model.inputScale(),
        plan.config().batchSize(),
        workspace);
  }

  /** Where to tell of warnings. */
  PrintWriter err() {
    return command.getErr();
  }

  /** Turns a value out of range into wrong usage. */
  <T> T checked(Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
  }

  /**
   * Demands that an option agrees with a file.
   *
   * @param what has the file's value, such as "the run"
   * @throws MalformedFileException with both values if they differ
   */
  static void requireSame(Path file, String what, String option, String typed, String found)
      throws MalformedFileException {
    if (!typed.equals(found)) {
      throw new MalformedFileException(
          file,
          option,
          typed + " is typed, " + what + " has " + found,
          found + ", or no such option; nothing was changed");
    }
  }

  /** What only the data can tell: a batch that is too large, nothing to stop early by. */
  private void checkFits(TrainingPlan plan, DataSet data) {
    PlanCheck.require(plan, data, data.validation().size() > 0, command);
    PlanCheck.requireBatch(plan, data, command);
  }

  private ParameterException usage(String message) {
    return new ParameterException(command, message);
  }
}
