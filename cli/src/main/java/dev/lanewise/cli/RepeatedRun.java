package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.data.DataChecksum;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.UndividedData;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The run that made a model, to be done once more: {@link #options} ask for it, and {@link
 * #requireData} finds out whether the data is that of the run.
 *
 * @param file of the model
 * @param entries what the file keeps of the run
 * @param options of {@code train}, but for those that typed ones leave without effect
 * @param dataIsTyped whether {@code --data} names other data, or the same in a folder
 */
record RepeatedRun(
    Path file, Map<String, String> entries, List<GivenOption> options, boolean dataIsTyped) {

  private static final String EXPECTED = "a model that train or grid wrote";

  /**
   * Reads the model.
   *
   * @param from what {@code --from} names
   * @throws ParameterException if {@code --data} or {@code --from} is needed, or the run cannot be
   *     repeated
   * @throws MalformedFileException if the file is damaged, or does not tell the run
   */
  static RepeatedRun read(
      Path file, CommandLine command, DataOptions dataOptions, Optional<Path> from)
      throws IOException {
    try (Parallel alone = new Parallel(1);
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      ModelFile.Loaded loaded = ModelFile.read(file, Backends.scalar(alone), workspace);
      Map<String, String> entries = loaded.configuration();
      if (!entries.containsKey(Provenance.DATA_SHA256)) {
        throw new MalformedFileException(file, "", "does not tell how it was trained", EXPECTED);
      }
      ParseResult typed = command.getParseResult();
      RecordedPlan plan = RecordedPlan.read(file, entries);
      if (entries.getOrDefault(Provenance.STATUS, "").equals(Provenance.INTERRUPTED)) {
        plan = plan.upTo(bestEpoch(file, entries, command));
      }
      List<GivenOption> options = new ArrayList<>(plan.options(typed));
      boolean dataIsTyped = typed.hasMatchedOption(RunSettings.DATA.option());
      if (!dataIsTyped) {
        requireKnown(file, entries.getOrDefault(Provenance.DATA, ""), dataOptions);
        options.add(option(file, entries, RunSettings.DATA));
      }
      options.add(option(file, entries, RunSettings.TRAIN_SIZE));
      options.add(option(file, entries, RunSettings.VALIDATION_SIZE));
      options.add(option(file, entries, RunSettings.TEST_SIZE));
      if (isNormalizedAnew(loaded.classifier(), file, entries, command, from)) {
        options.add(option(file, entries, RunSettings.NORMALIZE));
      }
      return new RepeatedRun(file, entries, List.copyOf(options), dataIsTyped);
    }
  }

  private static int bestEpoch(Path file, Map<String, String> entries, CommandLine command)
      throws MalformedFileException {
    String text = entries.getOrDefault(Provenance.BEST_EPOCH, "none");
    if (!text.matches("[0-9]{1,9}")) {
      throw new MalformedFileException(
          file, Provenance.PREFIX + Provenance.BEST_EPOCH, "is " + text, "a number of epochs");
    }
    int epoch = Integer.parseInt(text);
    if (epoch == 0) {
      throw new ParameterException(
          command,
          file
              + ": the run was interrupted in its first epoch, and no options lead to its weights");
    }
    return epoch;
  }

  private static void requireKnown(Path file, String name, DataOptions dataOptions) {
    if (!dataOptions.knows(name)) {
      throw dataOptions.needed(
          "%s: the model was trained on %s, which is no known set, and model files hold no paths"
              .formatted(file, name));
    }
  }

  private static GivenOption option(Path file, Map<String, String> entries, RunSetting setting)
      throws MalformedFileException {
    String place = Provenance.PREFIX + setting.modelKey();
    String value = entries.getOrDefault(setting.modelKey(), "");
    if (value.isEmpty()) {
      throw new MalformedFileException(file, place, "is missing", EXPECTED);
    }
    return GivenOption.of(setting.option(), value, place);
  }

  /**
   * Whether the inputs are normalized by the data of the run, as those of a run that does not begin
   * with a model are.
   */
  private static boolean isNormalizedAnew(
      Classifier classifier,
      Path file,
      Map<String, String> entries,
      CommandLine command,
      Optional<Path> from)
      throws IOException {
    String digits = entries.getOrDefault(Provenance.FROM_SHA256, "");
    if (digits.isEmpty()) {
      return true;
    }
    if (from.isEmpty()) {
      throw new ParameterException(
          command,
          "%s: the run began with a model whose weights have the SHA-256 %s, and model files hold no"
                  .formatted(file, digits)
              + " paths; name it with --from");
    }
    try (Parallel alone = new Parallel(1);
        Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Classifier begun = ModelFile.read(from.get(), Backends.scalar(alone), workspace).classifier();
      if (!WeightsDigest.of(begun.net()).equals(digits)) {
        ModelOption.warn(
            command.getErr(),
            "%s: the run began with a model of other weights than %s; it is not repeated"
                .formatted(file, from.get()));
      }
      return !digest(begun.normalization()).equals(digest(classifier.normalization()));
    }
  }

  private static String digest(Normalization normalization) {
    return WeightsDigest.of(List.of(normalization.mean(), normalization.inverse()));
  }

  /**
   * Compares data with that of the run. What was typed may be other data, and a warning says so.
   *
   * @throws ParameterException if a known set is other data than that of the run
   * @throws CliException if the rows of a training on all rows do not follow one another
   */
  void requireData(UndividedData whole, DataSet divided, DataOptions dataOptions, PrintWriter err) {
    TrainingRows rows = new TrainingRows(entries);
    if (!rows.areIn(whole)) {
      if (!dataIsTyped) {
        throw dataOptions.needed(
            "%s: the model was trained on other data than the known set %s"
                .formatted(file, divided.name()));
      }
      ModelOption.warn(
          err,
          "%s: the model was trained on other data than %s; its run is not repeated"
              .formatted(file, divided.name()));
    } else if (hasItsSizes(divided)
        && !DataChecksum.of(divided).equals(entries.get(Provenance.DATA_SHA256))) {
      throw new CliException(
          ExitCode.USAGE,
          "%s: the model was trained on rows of both parts that do not follow one another in %s;"
                  .formatted(file, divided.name())
              + " no options of train ask for them");
    }
  }

  private boolean hasItsSizes(DataSet data) {
    return has(Provenance.TRAIN_SIZE, data.train().size())
        && has(Provenance.VALIDATION_SIZE, data.validation().size());
  }

  private boolean has(String key, int size) {
    return Integer.toString(size).equals(entries.get(key));
  }
}
