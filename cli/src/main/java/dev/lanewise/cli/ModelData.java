package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.cli.options.DataOptions;
import dev.lanewise.cli.options.ModelOption;
import dev.lanewise.cli.options.SplitOption;
import dev.lanewise.data.ClassMatch;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.Split;
import dev.lanewise.data.UndividedData;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The data that a model is applied to: it belongs to the model, or it is refused or warned of. */
record ModelData(
    ModelOption model, DataOptions dataOptions, SplitOption splitOption, CommonOptions common) {

  /**
   * A part of a data set.
   *
   * @param data the data set as it was opened
   * @param split its labels are class ids of the model
   * @param trained how many of its samples the model was trained on, as far as its file tells
   */
  record Part(DataSet data, Split split, int trained) {}

  /**
   * Opens the data of the options, or else the known set that the model names.
   *
   * @throws picocli.CommandLine.ParameterException if the model names none
   * @throws CliException if inputs or classes are not those of the model
   */
  Part open(ModelFile.Loaded loaded, Workspace workspace, PrintWriter err) throws IOException {
    TrainingRows rows = new TrainingRows(loaded.configuration());
    UndividedData whole =
        dataOptions.isGiven()
            ? dataOptions.read(workspace, err, common)
            : readKnown(loaded, rows, workspace, err);
    DataSet data = dataOptions.divide(whole);
    model.requireInputs(loaded.classifier(), "data " + data.name(), data.inputs());
    model.requireShape(loaded.classifier(), data);
    ClassMatch match = match(model.file(), loaded.classifier(), data, err);
    UndividedData matched = sizes -> match.apply(whole.divide(sizes), workspace);
    Split split = splitOption.of(dataOptions.divide(matched));
    model.checkScale(
        loaded.classifier(), "data " + data.name(), InputScale.of(data.train().samples()), err);
    return new Part(data, split, rows.countIn(split, matched));
  }

  private UndividedData readKnown(
      ModelFile.Loaded loaded, TrainingRows rows, Workspace workspace, PrintWriter err)
      throws IOException {
    String name = loaded.configuration().getOrDefault(Provenance.DATA, "");
    if (name.isEmpty()) {
      throw dataOptions.needed(model.file() + " does not tell what data the model was trained on");
    }
    if (!dataOptions.knows(name)) {
      throw dataOptions.needed(
          "%s: the model was trained on %s, which is no known set, and model files hold no paths"
              .formatted(model.file(), name));
    }
    UndividedData whole = dataOptions.readKnown(name, workspace, err, common);
    if (rows.areTold() && !rows.areIn(whole)) {
      throw dataOptions.needed(
          "%s: the model was trained on other data than the known set %s"
              .formatted(model.file(), name));
    }
    return whole;
  }

  /**
   * Which class of a model, or of a checkpoint, each class of a data set is.
   *
   * @param file of the model
   * @throws CliException if the data has a class that is none of the model's
   */
  static ClassMatch match(Path file, Classifier classifier, DataSet data, PrintWriter err) {
    try {
      ClassMatch match = classifier.match(data);
      warnOfNumbers(file, match, data, err);
      return match;
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitCode.BAD_DATA, file + ": " + e.getMessage(), e);
    }
  }

  private static void warnOfNumbers(Path file, ClassMatch match, DataSet data, PrintWriter err) {
    if (match.byPosition()) {
      ModelOption.warn(
          err,
          "%s: the classes of the model or of data %s have numbers for names; they are taken to be"
                  .formatted(file, data.name())
              + " in the same order");
    }
  }
}
