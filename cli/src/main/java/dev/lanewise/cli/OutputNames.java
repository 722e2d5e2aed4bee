package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.cli.console.FileNames;
import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Names that no output may have, found before the work begins: each ends it with exit code 5. */
final class OutputNames {

  private OutputNames() {}

  /**
   * Asks the file system whether it takes the names that writing a file needs. Its limits differ: a
   * name has 255 bytes at most on most systems, 143 where folders are encrypted.
   *
   * @param file as the user wrote it
   * @param target where it is written, links followed
   */
  static void requireFit(Path file, Path target) {
    for (Path path : new Path[] {target, AtomicFile.temporaryBeside(target)}) {
      try {
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        // it can be created
      } catch (FileSystemException e) {
        String reason = Optional.ofNullable(e.getReason()).orElse(FileErrors.describe(e));
        throw refused(file, "cannot be written: " + reason, e);
      } catch (IOException e) {
        throw refused(file, "cannot be written: " + FileErrors.oneLine(e), e);
      }
    }
  }

  /** Refuses a name that none can be made from: it is not text in the locale's encoding. */
  static void requireText(Path file) {
    if (!FileNames.isText(file)) {
      throw refused(
          file,
          "is not text in the encoding of this locale; expected a name for a checkpoint beside it",
          new IOException("a name with U+FFFD"));
    }
  }

  /**
   * Refuses files that the data set in use is read from, under whatever name or link, and those
   * that its reader would take for files of the set from then on.
   *
   * @param places tells where the reader looks for files
   */
  static void requireNoData(Collection<Path> files, Supplier<List<Path>> places) {
    for (Path file : files) {
      for (Path place : places.get()) {
        requireOther(file, place);
      }
    }
  }

  /** Whether files are all different ones, links followed. */
  static boolean areDistinct(List<Path> files) {
    return files.stream().map(OutputNames::real).distinct().count() == files.size();
  }

  private static Path real(Path file) {
    try {
      return AtomicFile.followLinks(file.toAbsolutePath().normalize());
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  private static void requireOther(Path file, Path place) {
    try {
      if (isSame(file, place)) {
        throw refused(
            file,
            "is %s of the data set in use; expected another file to write"
                .formatted(place.getFileName()),
            new IOException("the same file as " + place));
      }
    } catch (IOException e) {
      throw refused(file, "cannot be written: " + FileErrors.describe(e), e);
    }
  }

  private static boolean isSame(Path file, Path place) throws IOException {
    if (Files.exists(file) && Files.exists(place)) {
      return Files.isSameFile(file, place);
    }
    Path target = AtomicFile.followLinks(file.toAbsolutePath());
    Path folder = target.getParent();
    Path placeFolder = place.toAbsolutePath().getParent();
    return folder != null
        && placeFolder != null
        && target.endsWith(place.getFileName())
        && Files.exists(folder)
        && Files.exists(placeFolder)
        && Files.isSameFile(folder, placeFolder);
  }

  private static CliException refused(Path file, String why, IOException cause) {
    return new CliException(ExitCode.RESOURCES, file + ": " + why, cause);
  }
}
