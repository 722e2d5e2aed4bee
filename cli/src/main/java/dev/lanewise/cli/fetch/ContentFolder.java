package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A folder in which a set is put together. It takes the files that are expected, each once and only
 * with the right content; names from outside are looked up, never used as paths.
 */
final class ContentFolder {

  private final Path folder;
  private final Map<String, ExpectedFile> expected = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  /** Creates the folder, empty. */
  static ContentFolder create(Path folder, KnownDataSet set) throws IOException {
    Folders.delete(folder);
    Folders.createNew(folder);
    return new ContentFolder(folder, set);
  }

  private ContentFolder(Path folder, KnownDataSet set) {
    this.folder = folder;
    set.files().forEach(file -> expected.put(file.name(), file));
  }

  Path path() {
    return folder;
  }

  /** The names of all files of the set, here already or not. */
  Set<String> names() {
    return Set.copyOf(expected.keySet());
  }

  /**
   * Takes an expected file.
   *
   * @throws IOException if it was taken before, has another content, or {@code from} fails
   * @throws CliException if it cannot be written
   */
  void put(String name, InputStream from) throws IOException {
    if (taken.contains(name)) {
      throw new IOException("has a second " + name);
    }
    ExpectedFile file = expected.get(name);
    if (file == null) {
      throw new IllegalArgumentException("not a file of this set: " + name);
    }
    Path path = folder.resolve(file.name());
    try (NewFile out = NewFile.create(path)) {
      file.copy(from, out);
      out.force();
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    taken.add(name);
  }

  /** The names of the files taken so far. */
  Set<String> taken() {
    return Set.copyOf(taken);
  }

  /** Gives up all files but those of the names. */
  void keepOnly(Set<String> names) throws IOException {
    for (String name : taken()) {
      if (!names.contains(name)) {
        Files.delete(folder.resolve(name));
        taken.remove(name);
      }
    }
  }

  /** Adds a text file of Lanewise's own, a line for each string. */
  void putLines(String name, Iterable<String> lines) throws IOException {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    try (NewFile out = NewFile.create(folder.resolve(name))) {
      new ByteArrayInputStream(text).transferTo(out);
      out.force();
    }
  }

  /**
   * Checks that nothing is missing.
   *
   * @throws IOException if something is
   */
  void requireComplete() throws IOException {
    List<String> missing =
        expected.keySet().stream().filter(name -> !taken.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw new IOException("lacks " + String.join(", ", missing));
    }
  }
}
