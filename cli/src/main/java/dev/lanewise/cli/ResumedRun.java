package dev.lanewise.cli;

import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.data.UndividedData;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import dev.lanewise.train.Setting;
import dev.lanewise.train.Settings;
import dev.lanewise.train.TrainingCheckpoint;
import dev.lanewise.train.TrainingPlan;
import dev.lanewise.train.TrainingSettings;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A run of {@code train} that continues from a checkpoint. The checkpoint gives the settings;
 * options that are typed must agree with them, and the data must have the checksum it names.
 */
record ResumedRun(RunStarts starts, Path file) {

  private static final String RUN = "the run";

  RunStart open(Kernels kernels, Workspace workspace) throws IOException {
    TrainingCheckpoint saved = TrainingCheckpoint.read(file, MemoryLimit.availableBytes());
    Map<String, String> entries = saved.configuration();
    TrainingPlan plan = plan(saved);
    requireSameOptions(saved, kernels);
    DataSet raw = open(entries, workspace);
    Classifier classifier = saved.classifier(kernels, workspace);
    ModelOption option = new ModelOption(file);
    option.requireInputs(classifier, "data " + raw.name(), raw.inputs());
    option.requireShape(classifier, raw);
    DataSet data = ModelData.match(file, classifier, raw, starts.err()).apply(raw, workspace);
    String from = entries.getOrDefault(Provenance.FROM_SHA256, "");
    RunData ofRun = RunData.of(starts.dataOptions(), data);
    requireSameData(entries, ofRun);
    requireReached(saved, data, from);
    DataWarnings.tell(data, starts.err());
    RunContext shared = RunContext.of(ofRun, saved.normalization().kind(), from);
    return new RunStart(
        data,
        new Recipe(shared, plan),
        classifier,
        Optional.of(saved.progress()),
        note(saved, plan));
  }

  private String note(TrainingCheckpoint saved, TrainingPlan plan) {
    int done = saved.progress().epochs().size();
    return saved.isDone(plan.config())
        ? "%s: the run was done after epoch %d and is only evaluated".formatted(file, done)
        : "%s: goes on after epoch %d of %d".formatted(file, done, plan.config().epochs());
  }

  /** The checkpoint's plan, with the epochs that are typed. */
  private TrainingPlan plan(TrainingCheckpoint saved) throws MalformedFileException {
    TrainingPlan begun = saved.plan();
    TrainingPlan typed = starts.checked(() -> starts.settings().typedOver(begun));
    for (Setting<?> setting : Settings.ALL) {
      if (!setting.equals(TrainingSettings.EPOCHS)) {
        RunStarts.requireSame(
            file, RUN, setting.option(), setting.text(typed), setting.text(begun));
      }
    }
    TrainingPlan plan = starts.checked(() -> starts.settings().plan(begun));
    int epochs = plan.config().epochs();
    int done = saved.progress().epochs().size();
    if (epochs < done) {
      throw refusal(
          TrainingSettings.EPOCHS.option(),
          "%d is typed, %d epochs are done".formatted(epochs, done),
          "at least " + done);
    }
    boolean ends = plan.config().schedule().hasHorizon();
    if (ends && epochs > Math.max(plan.config().scheduleEpochs(), begun.config().epochs())) {
      throw refusal(
          TrainingSettings.EPOCHS.option(),
          "%d is typed, the schedule %s ends after %d"
              .formatted(epochs, plan.config().schedule().name(), plan.config().scheduleEpochs()),
          "at most " + plan.config().scheduleEpochs());
    }
    return plan;
  }

  /** The options beside the engine's settings. */
  private void requireSameOptions(TrainingCheckpoint saved, Kernels kernels) throws IOException {
    Map<String, String> entries = saved.configuration();
    Optional<Normalization.Kind> normalize = starts.normalize().typed();
    if (normalize.isPresent()) {
      Normalization.Kind begun = saved.normalization().kind();
      RunStarts.requireSame(file, RUN, "--normalize", name(normalize.get()), name(begun));
    }
    SplitSizes sizes = starts.dataOptions().sizes();
    requireSameSize("--train-size", sizes.train(), entries.getOrDefault(Provenance.TRAIN_SIZE, ""));
    requireSameSize(
        "--validation-size",
        sizes.validation(),
        entries.getOrDefault(Provenance.VALIDATION_SIZE, ""));
    requireSameSize("--test-size", sizes.test(), entries.getOrDefault(Provenance.TEST_SIZE, ""));
    Optional<Path> model = starts.options().from();
    if (model.isPresent()) {
      try (Workspace ofModel = new Workspace(MemoryLimit.availableBytes())) {
        Classifier typed = ModelFile.read(model.get(), kernels, ofModel).classifier();
        String begun = entries.getOrDefault(Provenance.FROM_SHA256, "");
        RunStarts.requireSame(
            file,
            RUN,
            "--from",
            "a model of the weights SHA-256 " + WeightsDigest.of(typed.net()),
            begun.isEmpty()
                ? "no model that it began from"
                : "a model of the weights SHA-256 " + begun);
      }
    }
  }

  private void requireSameSize(String option, OptionalInt typed, String begun)
      throws MalformedFileException {
    if (typed.isPresent()) {
      RunStarts.requireSame(file, RUN, option, Integer.toString(typed.getAsInt()), begun);
    }
  }

  private static String name(Normalization.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** The data that is typed, or the known set that the checkpoint names, in its sizes. */
  private DataSet open(Map<String, String> entries, Workspace workspace) throws IOException {
    DataOptions options = starts.dataOptions();
    String name = entries.getOrDefault(Provenance.DATA, "");
    if (!options.isGiven() && !options.knows(name)) {
      throw options.needed(
          "%s: the run is on %s, which is no known set, and checkpoints hold no paths"
              .formatted(file, name));
    }
    UndividedData whole =
        options.isGiven()
            ? options.read(workspace, starts.err(), starts.common())
            : options.readKnown(name, workspace, starts.err(), starts.common());
    try {
      return whole.divide(
          new SplitSizes(
              size(entries, Provenance.TRAIN_SIZE),
              size(entries, Provenance.VALIDATION_SIZE),
              size(entries, Provenance.TEST_SIZE)));
    } catch (IllegalArgumentException e) {
      MalformedFileException refusal =
          refusal(
              "the sizes of its parts",
              String.valueOf(e.getMessage()),
              "data with as many samples as that of the run");
      refusal.initCause(e);
      throw refusal;
    }
  }

  private OptionalInt size(Map<String, String> entries, String key) throws MalformedFileException {
    String text = entries.getOrDefault(key, "none");
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      MalformedFileException refusal = refusal(key, "is " + text, "a number of samples");
      refusal.initCause(e);
      throw refusal;
    }
  }

  private void requireSameData(Map<String, String> entries, RunData data)
      throws MalformedFileException {
    String begun = entries.getOrDefault(Provenance.DATA_SHA256, "none");
    if (data.sha256().equals(begun)) {
      return;
    }
    String name = entries.getOrDefault(Provenance.DATA, "");
    if (!starts.dataOptions().isGiven()) {
      throw starts
          .dataOptions()
          .needed("%s: the run is on other data than the known set %s".formatted(file, name));
    }
    throw refusal(
        "--data",
        "%s has the checksum %s, the data %s of the run %s"
            .formatted(data.name(), data.sha256(), name, begun),
        begun);
  }

  /** A run that began without a model has the normalization of its training part. */
  private void requireReached(TrainingCheckpoint saved, DataSet data, String from)
      throws MalformedFileException {
    if (!from.isEmpty()) {
      return;
    }
    try (Workspace fitted = new Workspace(MemoryLimit.availableBytes())) {
      Normalization found = saved.normalization();
      Normalization expected = NormalizationFit.of(found.kind(), data.train().samples(), fitted);
      if (!digest(found).equals(digest(expected))) {
        throw refusal(
            "tensors of the normalization", "are not those of the data", "what its inputs give");
      }
    }
  }

  private static String digest(Normalization normalization) {
    return WeightsDigest.of(List.of(normalization.mean(), normalization.inverse()));
  }

  private MalformedFileException refusal(String place, String wrong, String expected) {
    return new MalformedFileException(file, place, wrong, expected + "; nothing was changed");
  }
}
