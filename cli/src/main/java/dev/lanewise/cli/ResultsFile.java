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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  private final Optional<FileChannel> channel;

  private ResultsFile(Optional<Path> file, Optional<FileChannel> channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Finds out before the work begins that there is such a file, or that it cannot be written. */
  static void checkNew(Path file) {
    if (Files.exists(file)) {
      throw new CliException(
          ExitCode.RESOURCES, file + ": exists already; expected the name of a new file");
    }
    Outputs.checkWritable(file);
  }

  /** Begins the file, if there is to be one. */
  static ResultsFile create(Optional<Path> file) {
    if (file.isEmpty()) {
      return new ResultsFile(file, Optional.empty());
    }
    try {
      FileChannel channel =
          FileChannel.open(file.get(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new ResultsFile(file, Optional.of(channel));
    } catch (IOException e) {
      throw unwritable(file.get(), e);
    }
  }

  /** Adds a line for a trial. */
  void append(TrialResult result) {
    if (channel.isEmpty() || file.isEmpty()) {
      return;
    }
    try {
      Map<String, Object> fields = Descriptions.fields(result);
      String lines =
          file.get().toString().endsWith(JSON_LINES)
              ? Descriptions.json(result).text() + "\n"
              : csv(fields, channel.get().position() == 0);
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.get().write(bytes);
      }
      channel.get().force(true);
    } catch (IOException e) {
      throw unwritable(file.get(), e);
    }
  }

  private static String csv(Map<String, Object> fields, boolean first) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      if (first) {
        writer.writeRecord(List.copyOf(fields.keySet()));
      }
      writer.writeRecord(fields.values().stream().map(ResultsFile::cell).toList());
    }
    return text.toString();
  }

  private static String cell(Object value) {
    return switch (value) {
      case Double number when !Double.isFinite(number) -> "";
      default -> value.toString();
    };
  }

  private static CliException unwritable(Path file, IOException e) {
    return new CliException(
        ExitCode.RESOURCES,
        file + ": " + FileErrors.describe(e) + "; the results cannot be written",
        e);
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
