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
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;

/** Folders that data sets are put together in. What cannot be written ends the command. */
final class Folders {

  private static final int MOST_TRIES = 100;
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("----w--w-");
  private static final FileAttribute<?>[] OWNER_ONLY =
      POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private Folders() {}

  /** Creates the folder and those above it where they are missing. */
  static Path create(Path folder) throws IOException {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /** Creates a folder that is not there yet, under any kind of link either. */
  static void createNew(Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  /**
   * A folder of this user's that others cannot write to. Whatever else has that name is deleted: a
   * link would lead elsewhere, and in another's folder files may change while they are written.
   */
  static Path createPrivate(Path folder) throws IOException {
    if (!isPrivate(folder)) {
      delete(folder);
      try {
        Files.createDirectory(folder, OWNER_ONLY);
      } catch (IOException e) {
        throw cannotWrite(folder, e);
      }
    }
    return folder;
  }

  /** Whether it is a folder, no link, of this user's, that others cannot write to. */
  static boolean isPrivate(Path folder) {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      return !POSIX
          || (Files.getOwner(folder).equals(user())
              && Files.getPosixFilePermissions(folder).stream().noneMatch(OTHERS::contains));
    } catch (IOException e) {
      return false;
    }
  }

  private static UserPrincipal user() throws IOException {
    Path probe = Files.createTempFile("lanewise", "");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }

  /** Deletes a file that is a link, under a second name too, or no regular file. */
  static void deleteUnlessPlain(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || hasOtherNames(file)) {
      delete(file);
    }
  }

  private static boolean hasOtherNames(Path file) throws IOException {
    return POSIX && !Integer.valueOf(1).equals(Files.getAttribute(file, "unix:nlink"));
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

  /** Whether there is nothing of that name, or an empty folder; a link is something. */
  static boolean isVacant(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
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
