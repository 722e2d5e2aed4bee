package dev.lanewise.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file so that its reader, and a crash or power cut at any moment, finds either the old
 * content or the new, whole. Not a lock: of two writers at once the last one wins.
 *
 * <p>The bytes go to a temporary file in the same folder, are forced to the device, and take the
 * target's name in one atomic rename; then the folder is forced too. On any failure the temporary
 * file is removed and the target left as it was. A killed process may leave a file {@code
 * .lanewise-<random>.tmp} behind, which is safe to delete.
 */
public final class AtomicFile {

  private static final int MAX_LINKS = 40; // as Linux does when it follows a path

  private static final int FILE_TYPE = 0170000; // of a mode of Unix
  private static final int CHARACTER_DEVICE = 0020000;

  private AtomicFile() {}

  /** Produces the content of a file. */
  @FunctionalInterface
  public interface Body {

    /**
     * Writes the whole content.
     *
     * @param channel an empty file, open for writing at byte 0; must be left open
     * @throws IOException if the content cannot be written; the target then stays as it was
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  /**
   * Writes or replaces a file. A symbolic link is followed: the link stays, the file it points at
   * is replaced. An existing file's permissions carry over; its other hard links keep the old
   * content. A thread with a pending interrupt cannot write and gets a {@link
   * java.nio.channels.ClosedByInterruptException}.
   *
   * <p>A character device, such as {@code /dev/null}, is written to as it is.
   *
   * @param target the file, in an existing folder
   * @param body produces the content; whatever it throws is passed on
   * @throws FileSystemException if {@code target} is a folder or a pipe, or its folder is missing
   *     or not writable
   * @throws IOException if writing fails, as on a full disk
   */
  public static void write(Path target, Body body) throws IOException {
    Path file = followLinks(target.toAbsolutePath());
    if (isDevice(file)) {
      try (FileChannel device = FileChannel.open(file, StandardOpenOption.WRITE)) {
        body.writeTo(device);
      }
      return;
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(
          target.toString(),
          null,
          Files.isDirectory(file) ? "is a folder; expected a file" : "is not a regular file");
    }
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(target.toString(), null, "its folder does not exist");
    }
    Path temporary = temporaryBeside(file);
    FileChannel channel = create(temporary);
    try {
      try (channel) {
        copyPermissions(file, temporary);
        body.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      remove(temporary, failure);
      throw failure;
    }
    forceFolder(folder);
  }

  /**
   * The file that {@link #write} replaces: {@code target}, or what a symbolic link leads to.
   *
   * @throws FileSystemLoopException if links lead in a circle
   */
  public static Path followLinks(Path target) throws IOException {
    Path file = target;
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MAX_LINKS) {
        throw new FileSystemLoopException(target.toString());
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    return file;
  }

  /** Whether a path, links followed, is a character device, where the system knows such. */
  public static boolean isDevice(Path file) {
    try {
      int mode = (Integer) Files.getAttribute(file, "unix:mode");
      return (mode & FILE_TYPE) == CHARACTER_DEVICE;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** A new name in the folder of a file, like that under which {@link #write} begins it. */
  public static Path temporaryBeside(Path file) {
    return file.resolveSibling(".lanewise-" + randomName() + ".tmp");
  }

  private static FileChannel create(Path temporary) throws IOException {
    try {
      return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (AccessDeniedException e) {
      AccessDeniedException denied =
          new AccessDeniedException(
              String.valueOf(temporary.getParent()), null, "no file can be created in this folder");
      denied.initCause(e);
      throw denied;
    }
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (view != null && Files.exists(from)) {
      view.setPermissions(Files.getPosixFilePermissions(from));
    }
  }

  private static String randomName() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static void remove(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes the rename itself durable; systems where a folder cannot be forced do so themselves. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows and some network file systems refuse; the new file is complete and in place.
    }
  }
}
