package dev.lanewise.cli.fetch;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A data set that has a name of its own: what it is and where it can be had.
 *
 * @param name what {@code --data} calls it, and its folder
 * @param description what it shows, in a few words
 * @param licence who made it and what its licence is, in one line
 * @param shape sizes of its parts as they are divided by default
 * @param files what its folder must hold; empty for a set that ships with the project
 * @param classNames names to write to {@code classes.txt}; empty if the reader knows them
 * @param sources where it can be fetched, in the order they are tried
 */
public record KnownDataSet(
    String name,
    String description,
    String licence,
    Shape shape,
    List<ExpectedFile> files,
    List<String> classNames,
    List<Source> sources) {

  /** How many samples each part has, with how many inputs and classes. */
  public record Shape(int train, int validation, int test, int inputs, int classes) {}

  /** Whether it comes with the project and is never fetched. */
  public boolean ships() {
    return sources.isEmpty();
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.stream().mapToLong(ExpectedFile::bytes).sum();
  }

  /** The names of all files, with commas. */
  String fileNames() {
    return files.stream().map(ExpectedFile::name).collect(Collectors.joining(", "));
  }
}
