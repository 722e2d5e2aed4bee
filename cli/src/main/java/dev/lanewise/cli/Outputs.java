package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.io.AtomicFile;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/** The files a command writes: what cannot be written ends it with exit code 5. */
final class Outputs {

  private Outputs() {}

  /** Finds out before the work begins that a file cannot be written after it. */
  static void checkWritable(Path file) {
    Path target = followLinks(file);
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw unwritable(file, "is a folder; expected a file to write");
    }
    if (AtomicFile.isDevice(file)) {
      return;
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw unwritable(file, "is not a regular file; expected a file to write");
    }
    if (!Files.isDirectory(folder)) {
      throw unwritable(file, "there is no folder " + folder);
    }
    if (!Files.isWritable(folder)) {
      throw unwritable(file, "the folder " + folder + " is not writable");
    }
    OutputNames.requireFit(file, target);
  }

  /**
   * The same for a file that is never replaced, but gone on with.
   *
   * @param resume whether it may be there already
   */
  static void checkNew(Path file, boolean resume) {
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      throw unwritable(file, "is a link that leads nowhere; expected a file to write");
    }
    if (!resume && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw unwritable(
          file, "exists already; expected the name of a new file, or --resume to go on");
    }
    checkWritable(file);
  }

  private static Path followLinks(Path file) {
    try {
      return AtomicFile.followLinks(file.toAbsolutePath());
    } catch (IOException e) {
      throw unwritable(file, FileErrors.describe(e));
    }
  }

  /** Writes a model file. */
  static void writeModel(Path file, Classifier classifier, Map<String, String> configuration) {
    try {
      ModelFile.write(file, classifier, configuration);
    } catch (IOException e) {
      throw unwritten(file, "the model", e);
    }
  }

  /** The error of a file that could not be written; {@code what} it was to hold. */
  static CliException unwritten(Path file, String what, IOException e) {
    String described = FileErrors.describe(e);
    String line = described.startsWith(file.toString()) ? described : file + ": " + described;
    return new CliException(ExitCode.RESOURCES, line + "; " + what + " cannot be written", e);
  }

  private static CliException unwritable(Path file, String why) {
    return new CliException(ExitCode.RESOURCES, file + ": " + why);
  }
}
