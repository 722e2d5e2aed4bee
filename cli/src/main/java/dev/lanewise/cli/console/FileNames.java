package dev.lanewise.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * File names as typed. The JVM turns bytes that are not text in the locale's encoding into U+FFFD,
 * so such a name is no longer that of its file. Where one file alone has it, that one is meant.
 */
public final class FileNames {

  private static final String UNKNOWN = "\ufffd";

  private FileNames() {}

  /** A name that does not tell which file is meant; the message says why. */
  public static final class UnusableName extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableName(String why) {
      super(why);
    }
  }

  /**
   * The path of a name.
   *
   * @throws UnusableName if it does not tell which file is meant
   * @throws InvalidPathException if no file can have it
   */
  public static Path path(String name) {
    if (!name.contains(UNKNOWN)) {
      Path path = Path.of(name);
      requireFolder(path);
      return path;
    }
    Path path = Path.of(name.startsWith("/") ? "/" : "");
    requireFolder(path);
    for (String part : name.split("/+", -1)) {
      path = part.contains(UNKNOWN) ? only(path, part) : path.resolve(part);
    }
    return path;
  }

  /** Whether the name of a file, as text, is still its name. */
  public static boolean isText(Path path) {
    return !path.toString().contains(UNKNOWN);
  }

  private static Path only(Path folder, String part) {
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> found =
          all.filter(path -> part.equals(String.valueOf(path.getFileName()))).toList();
      if (found.size() == 1) {
        return found.getFirst();
      }
    } catch (IOException e) {
      // then there is no such file
    }
    throw new UnusableName(
        "is not text in %s, the encoding of this locale, and not one file has this name"
            .formatted(System.getProperty("sun.jnu.encoding")));
  }

  private static void requireFolder(Path path) {
    if (!path.isAbsolute() && !Files.isDirectory(Path.of(""))) {
      throw new UnusableName(
          "the folder that this runs in is gone, or its name is not text in %s; expected an absolute"
                  .formatted(System.getProperty("sun.jnu.encoding"))
              + " name");
    }
  }
}
