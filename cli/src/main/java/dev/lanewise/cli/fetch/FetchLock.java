package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps two processes, or threads, from fetching the same set at once. */
final class FetchLock implements AutoCloseable {

  private static final long POLL_MILLIS = 100; // a blocking lock could not tell that it waits

  private final FileChannel channel;

  private FetchLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes the lock, if need be after another process has let it go; the file stays behind. */
  static FetchLock acquire(Path file, Runnable onWait) throws IOException, InterruptedException {
    FileChannel channel = open(file);
    try {
      boolean told = false;
      while (tryLock(channel, file).isEmpty()) {
        if (!told) {
          onWait.run();
          told = true;
        }
        Thread.sleep(POLL_MILLIS);
      }
      return new FetchLock(channel);
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Opens it for reading too, since opening a FIFO for writing alone waits for a reader. */
  private static FileChannel open(Path file) throws IOException {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(
            file.toString(), null, "is a link or no regular file, perhaps put there by others");
      }
      return FileChannel.open(
          file,
          StandardOpenOption.CREATE,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw Folders.cannotWrite(file, e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel channel, Path file) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process
    } catch (IOException e) {
      throw Folders.cannotWrite(file, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
