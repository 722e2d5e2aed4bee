package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.stream.Stream;

/** Folders that data sets are put together in. What cannot be written ends the command. */
final class Folders {

  private static final int MOST_TRIES = 100;

  private Folders() {}

  /** Creates the folder and those above it where they are missing. */
  static Path create(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** Deletes the folder, or link or file of that name, and all in it; links are not followed. */
  static void delete(Path folder) throws IOException {
    for (int tries = 1; ; tries++) {
      try {
        Files.walkFileTree(folder, new Deletion());
        return;
      } catch (NoSuchFileException | DirectoryNotEmptyException e) {
        // what a killed fetch started may still write there
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
          return;
        }
        if (tries == MOST_TRIES) {
          throw cannotWrite(folder, e);
        }
      } catch (IOException e) {
        throw cannotWrite(folder, e);
      }
    }
  }

  /** Gives a whole folder its final name in one step, lasting beyond a power cut. */
  static void place(Path folder, Path target) throws IOException {
    try {
      force(folder);
      Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
      force(target.resolveSibling("."));
    } catch (IOException e) {
      throw cannotWrite(target, e);
    }
  }

  /** Whether there is nothing of that name, or an empty folder. */
  static boolean isVacant(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  /**
   * The file of a folder whose name fits the pattern.
   *
   * @throws IOException if there is not exactly one
   */
  static Path only(Path folder, String pattern) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
      Iterator<Path> files = found.iterator();
      if (files.hasNext()) {
        Path file = files.next();
        if (!files.hasNext()) {
          return file;
        }
      }
    }
    throw new IOException("brought not exactly one " + pattern);
  }

  /** The end of a command that cannot write; an interrupt is no such failure and passes. */
  static CliException cannotWrite(Path path, IOException e) throws ClosedByInterruptException {
    if (e instanceof ClosedByInterruptException interrupt) {
      throw interrupt;
    }
    return new CliException(
        ExitCode.RESOURCES, "%s: cannot be written: %s".formatted(path, reason(path, e)), e);
  }

  private static String reason(Path path, IOException e) {
    if (e instanceof FileAlreadyExistsException there) {
      return "there is a file called " + there.getFile();
    }
    String described = FileErrors.describe(e);
    String prefix = path + ": ";
    return described.startsWith(prefix) ? described.substring(prefix.length()) : described;
  }

  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows and some network file systems refuse; they make a rename durable themselves.
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
      FileVisitResult result = super.postVisitDirectory(folder, failure);
      Files.delete(folder);
      return result;
    }
  }
}
