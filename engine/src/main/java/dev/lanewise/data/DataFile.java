package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A regular file that is read once from front to back. Anything else under its name (a folder, a
 * FIFO, a device) is rejected before it is opened, since opening a FIFO waits for a writer.
 *
 * <p>Read, not mapped: a mapped file that somebody shortens meanwhile ends in an {@code
 * InternalError}.
 */
final class DataFile extends InputStream {

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private long position;

  private DataFile(Path path, FileChannel channel, long size) {
    this.path = path;
    this.channel = channel;
    this.size = size;
  }

  /**
   * Opens a file.
   *
   * @throws MalformedFileException if it is missing, not a regular file, empty or unreadable
   */
  static DataFile open(Path path) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        boolean folder = attributes.isDirectory();
        throw new MalformedFileException(
            path,
            "",
            folder ? "is a folder" : "is not a regular file",
            folder ? "a regular file, or one of this name in the folder" : "a regular file");
      }
      if (attributes.size() == 0) {
        throw new MalformedFileException(path, "", "is empty", "a file with data");
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      return new DataFile(path, channel, attributes.size());
    } catch (NoSuchFileException e) {
      throw because(e, new MalformedFileException(path, "", "is missing", "a regular file"));
    } catch (AccessDeniedException e) {
      throw because(
          e,
          new MalformedFileException(path, "", "may not be read", "a file with read permission"));
    }
  }

  private static MalformedFileException because(IOException cause, MalformedFileException e) {
    e.initCause(cause);
    return e;
  }

  Path path() {
    return path;
  }

  /** Size in bytes when it was opened. */
  long size() {
    return size;
  }

  /** How many bytes have been read. */
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      int count = channel.read(ByteBuffer.wrap(into, offset, length));
      position += Math.max(count, 0);
      return count;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
      named.initCause(e);
      throw named;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
