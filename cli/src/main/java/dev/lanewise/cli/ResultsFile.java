package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.search.TrialResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The results of a search: a line for each trial, forced to the disk as the trial ends. Beside it
 * lies a checkpoint while the search is in work. Locked while it is open, where the file system has
 * locks: only one search writes to it.
 */
final class ResultsFile implements AutoCloseable {

  private final Path file;
  private final ResultLines lines;
  private final boolean created;
  private final FileChannel channel; // the only one: closing another would release the lock
  private long size; // of its whole lines

  private ResultsFile(Path file, ResultLines lines, boolean created, FileChannel channel) {
    this.file = file;
    this.lines = lines;
    this.created = created;
    this.channel = channel;
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
    OutputNames.requireText(file);
    for (Path path : List.of(file, checkpoint(file))) {
      Outputs.checkNew(path, resume);
    }
  }

  /**
   * Opens a file for the trials of a search.
   *
   * @param resume whether the file may be there already
   * @throws CliException if it cannot be written, or another search has it open
   */
  static ResultsFile open(Path file, ResultLines lines, boolean resume) {
    boolean created = !(resume && Files.exists(file));
    StandardOpenOption how = created ? StandardOpenOption.CREATE_NEW : StandardOpenOption.READ;
    try {
      FileChannel channel = FileChannel.open(file, how, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new CliException(
            ExitCode.RESOURCES, file + ": another search is at work on it; nothing was changed");
      }
      return new ResultsFile(file, lines, created, channel);
    } catch (FileAlreadyExistsException e) {
      throw new CliException(
          ExitCode.RESOURCES, file + ": somebody else has written it meanwhile", e);
    } catch (IOException e) {
      throw Outputs.unwritten(file, "the results", e);
    }
  }

  /** Whether nobody else has it; held until the channel is closed. */
  private static boolean lock(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this process
    } catch (IOException e) {
      return true; // the file system has no locks
    }
  }

  /**
   * Reads what an earlier search has written; a line that it could not finish is left out, and
   * written over later.
   *
   * @throws MalformedFileException if a line is malformed or of another search; nothing is changed
   *     then
   */
  List<TrialResult> read() throws IOException {
    if (created) {
      return List.of();
    }
    long most = Math.min(lines.mostBytes(), Integer.MAX_VALUE - Long.BYTES); // an array holds it
    if (channel.size() > most) {
      throw new MalformedFileException(
          file,
          "",
          "has %d bytes".formatted(channel.size()),
          "the results of a search, at most %d bytes; nothing was changed".formatted(most));
    }
    byte[] bytes = new byte[(int) channel.size()];
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining() && channel.read(left) >= 0) {}
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    if (end == 0 && !lines.mayBegin(new String(bytes, StandardCharsets.UTF_8))) {
      throw new MalformedFileException(
          file, "line 1", "is not of a search", "the results of one; nothing was changed");
    }
    List<TrialResult> results =
        lines.parse(file, new String(bytes, 0, end, StandardCharsets.UTF_8));
    size = end;
    return results;
  }

  /** Adds a line for a trial, the whole of it or nothing. */
  void append(TrialResult result) {
    try {
      appendLine(result);
    } catch (IOException e) {
      throw Outputs.unwritten(file, "the results", e);
    }
  }

  private void appendLine(TrialResult result) throws IOException {
    String text = (size == 0 ? lines.head() : "") + lines.line(result);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(size).position(size); // a line that a kill cut short goes
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(size);
      throw e;
    }
    size = channel.position();
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

  /** Lets go of the file; without a line no new one is left. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (created && size == 0) {
        Files.deleteIfExists(file);
      }
    }
  }
}
