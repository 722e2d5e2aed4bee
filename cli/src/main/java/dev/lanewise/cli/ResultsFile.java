package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.search.TrialResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The results of a search: a line for each trial, forced to the disk as the trial ends. Beside it
 * lies a checkpoint while the search is in work.
 */
final class ResultsFile implements AutoCloseable {

  private final Path file;
  private final ResultLines lines;
  private Optional<FileChannel> channel = Optional.empty(); // from the first line on
  private boolean resumed; // what was there is gone on with
  private long size; // of its whole lines

  /** A file for the trials of a search. */
  ResultsFile(Path file, ResultLines lines) {
    this.file = file;
    this.lines = lines;
  }

  /** The checkpoint that belongs to a results file. */
  static Path checkpoint(Path file) {
    return file.resolveSibling(file.getFileName() + ".checkpoint");
  }

  /**
   * Finds out before the work begins that nothing can be written.
   *
   * @param resume whether the file may be there already
   */
  static void check(Path file, boolean resume) {
    for (Path path : List.of(file, checkpoint(file))) {
      if (!resume && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new CliException(
            ExitCode.RESOURCES,
            path + ": exists already; expected the name of a new file, or --resume to go on");
      }
      Outputs.checkWritable(path);
    }
  }

  /**
   * Reads what an earlier search has written; a line that it could not finish is left out, and
   * written over later.
   *
   * @throws CliException if a line is malformed or of another search; nothing is changed then
   */
  List<TrialResult> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (whole.isEmpty() && !lines.mayBegin(text)) {
      throw new MalformedFileException(
          file, "line 1", "is not of a search", "the results of one; nothing was changed");
    }
    List<TrialResult> results = lines.parse(file, whole);
    resumed = true;
    size = whole.getBytes(StandardCharsets.UTF_8).length;
    return results;
  }

  /** Adds a line for a trial, the whole of it or nothing. */
  void append(TrialResult result) {
    try {
      appendLine(result);
    } catch (IOException e) {
      String why =
          e instanceof FileAlreadyExistsException
              ? "somebody else has written it meanwhile"
              : FileErrors.describe(e);
      throw new CliException(
          ExitCode.RESOURCES, file + ": " + why + "; the results cannot be written", e);
    }
  }

  private void appendLine(TrialResult result) throws IOException {
    if (channel.isEmpty()) {
      channel = Optional.of(open());
    }
    FileChannel out = channel.get();
    long start = out.position();
    String text = (start == 0 ? lines.head() : "") + lines.line(result);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    } catch (IOException e) {
      out.truncate(start);
      throw e;
    }
  }

  private FileChannel open() throws IOException {
    if (!resumed) {
      return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
    FileChannel existing = FileChannel.open(file, StandardOpenOption.WRITE);
    return existing.truncate(size).position(size);
  }

  /** The search has ended: nothing is left to go on with. */
  void deleteCheckpoint() {
    try {
      Files.deleteIfExists(checkpoint(file));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.RESOURCES, FileErrors.describe(e) + "; the checkpoint cannot be removed", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
