package dev.lanewise.cli.options;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.ImageShape;
import dev.lanewise.data.InputScale;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The model file that a command applies. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The model, as lanewise train --model writes it.")
  private Path file = Path.of("");

  /** The option, to be parsed. */
  public ModelOption() {}

  /** A model that another option names. */
  public ModelOption(Path file) {
    this.file = file;
  }

  /** Where the model is. */
  public Path file() {
    return file;
  }

  /** Reads the model; a file of another program is taken with a warning. */
  public ModelFile.Loaded read(Kernels kernels, Workspace workspace, PrintWriter err)
      throws IOException {
    ModelFile.Loaded loaded = ModelFile.read(file, kernels, workspace);
    if (!loaded.warning().isEmpty()) {
      warn(err, loaded.warning());
    }
    return loaded;
  }

  /** Warns of inputs of another scale than those that the model was trained on. */
  public void checkScale(Classifier classifier, String what, InputScale scale, PrintWriter err) {
    InputScale expected = classifier.inputScale();
    if (scale.differsFrom(expected)) {
      warn(
          err,
          String.format(
              Locale.ROOT,
              "%s: %s has inputs up to %.4g, the model was trained on inputs up to about %.4g;"
                  + " scale them alike",
              file,
              what,
              scale.largest(),
              expected.largest()));
    }
  }

  /** Tells of numbers that may not be what the user takes them for. */
  public static void warn(PrintWriter err, String line) {
    err.println("warning: " + line);
    err.flush();
  }

  /** Ends the command unless the model takes inputs of this size. */
  public void requireInputs(Classifier classifier, String what, int inputs) {
    int expected = classifier.net().spec().inputs();
    if (inputs != expected) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: the model takes %d inputs, %s has %d".formatted(file, expected, what, inputs));
    }
  }

  /** Ends the command if model and data tell how their inputs form images, and not alike. */
  public void requireShape(Classifier classifier, DataSet data) {
    Optional<ImageShape> expected = classifier.shape();
    if (expected.isPresent() && data.shape().isPresent() && !expected.equals(data.shape())) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: the model takes %s, data %s has %s"
              .formatted(file, expected.get(), data.name(), data.shape().get()));
    }
  }
}
