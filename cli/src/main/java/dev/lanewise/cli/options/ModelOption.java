package dev.lanewise.cli.options;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The model file that a command applies. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The model, as lanewise train --model writes it.")
  private Path file = Path.of("");

  /** Where the model is. */
  public Path file() {
    return file;
  }

  /** Reads the model; a file of another program is taken with a warning. */
  public Classifier read(Kernels kernels, Workspace workspace, PrintWriter err) throws IOException {
    ModelFile.Loaded loaded = ModelFile.read(file, kernels, workspace);
    if (!loaded.warning().isEmpty()) {
      err.println("warning: " + loaded.warning());
      err.flush();
    }
    return loaded.classifier();
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
}
