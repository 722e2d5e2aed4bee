package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The one rule for files that a command writes: an existing file of the same kind is replaced, and
 * a line on stderr says so before the work begins; a file of another kind is refused. An empty file
 * and a device are written without a word.
 */
final class OutputOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--no-clobber",
      description = {
        "Refuse to replace any existing file. Default: a file of the same kind is replaced, and a"
            + " line on stderr says what it was."
      })
  private boolean noClobber;

  private final List<String> replaced = new ArrayList<>(); // a line for each file

  /**
   * Finds out before the work begins that a file cannot be written or must not be replaced.
   *
   * @param resumed whether the work goes on with the file as it is
   * @throws CliException with exit code 5
   */
  void check(Path file, OutputKind kind, boolean resumed) {
    Outputs.checkWritable(file);
    try {
      if (Files.exists(file) && !AtomicFile.isDevice(file) && !resumed) {
        checkReplaced(file, kind);
      }
    } catch (IOException e) {
      throw new CliException(ExitCode.RESOURCES, FileErrors.describe(e), e);
    }
  }

  private void checkReplaced(Path file, OutputKind kind) throws IOException {
    if (noClobber) {
      throw new CliException(
          ExitCode.RESOURCES,
          file + ": exists already; expected the name of a new file, because of --no-clobber");
    }
    if (Files.size(file) == 0) {
      return;
    }
    Optional<String> found = kind.describe(file);
    if (found.isEmpty()) {
      throw new CliException(
          ExitCode.RESOURCES,
          "%s: %s replaces only %s, and this is another kind of file; remove it or name another"
              .formatted(file, kind.option(), kind.expected()));
    }
    replaced.add("%s: will be replaced; it holds %s".formatted(file, found.get()));
  }

  /** Tells what will be replaced of the files that were checked, once nothing is refused. */
  void tellReplaced() {
    PrintWriter err = command.commandLine().getErr();
    replaced.forEach(err::println);
    err.flush();
  }
}
