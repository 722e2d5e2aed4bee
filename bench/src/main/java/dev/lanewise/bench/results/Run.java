package dev.lanewise.bench.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/**
 * A run of the comparison and its file: one JSON object a line, the header, then each {@link
 * Rounds} as it was measured, so that a run that is cut off is still a record.
 *
 * @param name of the file without its ending
 * @param header what the run was
 * @param rounds what it measured
 */
public record Run(String name, RunHeader header, List<Rounds> rounds) {

  private static final String ENDING = ".jsonl";

  /** Begins the file of a run in {@code folder}. */
  public static Path create(Path folder, RunHeader header) throws IOException {
    Files.createDirectories(folder);
    String stamp = header.date().replaceAll("[-:]|Z", "").replace('T', '-');
    Path file = folder.resolve(stamp + "-" + header.commit() + ENDING);
    Files.writeString(file, JSON.std.asString(header) + "\n", StandardOpenOption.CREATE_NEW);
    return file;
  }

  /** Adds what was measured to the file of a run. */
  public static void append(Path file, Rounds rounds) throws IOException {
    Files.writeString(file, JSON.std.asString(rounds) + "\n", StandardOpenOption.APPEND);
  }

  /** Reads a run. */
  public static Run read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    if (lines.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    List<Rounds> rounds = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      rounds.add(JSON.std.beanFrom(Rounds.class, line));
    }
    String name = String.valueOf(file.getFileName()).replace(ENDING, "");
    return new Run(name, JSON.std.beanFrom(RunHeader.class, lines.getFirst()), rounds);
  }

  /** All runs in {@code folder}, oldest first. */
  static List<Run> readAll(Path folder) throws IOException {
    List<Run> runs = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
        runs.add(read(file));
      }
    }
    return runs;
  }
}
