package dev.lanewise.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.search.TrialResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The results of a grid: CSV with a header, or JSON Lines. Each line is forced to the disk when its
 * trial ends.
 */
final class ResultsFile implements AutoCloseable {

  private static final String JSON_LINES = ".jsonl";

  private final Optional<Path> file;
  private Optional<FileChannel> channel = Optional.empty(); // from the first line on

  /** The results, to be written to {@code file} if there is to be one. */
  ResultsFile(Optional<Path> file) {
    this.file = file;
  }

  /** Finds out before the work begins that there is such a file, or that it cannot be written. */
  static void checkNew(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CliException(
          ExitCode.RESOURCES, file + ": exists already; expected the name of a new file");
    }
    Outputs.checkWritable(file);
  }

  /** Adds a line for a trial, the whole of it or nothing. */
  void append(TrialResult result) {
    if (file.isEmpty()) {
      return;
    }
    try {
      append(file.get(), result);
    } catch (IOException e) {
      String why =
          e instanceof FileAlreadyExistsException
              ? "somebody else has written it meanwhile"
              : FileErrors.describe(e);
      throw new CliException(
          ExitCode.RESOURCES, file.get() + ": " + why + "; the results cannot be written", e);
    }
  }

  private void append(Path path, TrialResult result) throws IOException {
    if (channel.isEmpty()) {
      channel =
          Optional.of(
              FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }
    FileChannel out = channel.get();
    long start = out.position();
    String lines =
        path.toString().endsWith(JSON_LINES)
            ? Descriptions.json(result).text() + "\n"
            : csv(Descriptions.fields(result), start == 0);
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
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

  private static String csv(Map<String, Object> fields, boolean first) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      if (first) {
        writer.writeRecord(List.copyOf(fields.keySet()));
      }
      List<String> cells = new ArrayList<>();
      fields.forEach((name, value) -> cells.add(cell(name, value)));
      writer.writeRecord(cells);
    }
    return text.toString();
  }

  private static String cell(String name, Object value) {
    return switch (value) {
      case Double number when !Double.isFinite(number) -> "";
      case Integer epoch when name.equals("bestEpoch") && epoch == 0 -> "";
      default -> value.toString();
    };
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
