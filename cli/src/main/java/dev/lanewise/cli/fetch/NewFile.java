package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file being written. When that fails it is the machine's fault, not that of the source the bytes
 * come from, so it ends the command.
 */
final class NewFile extends OutputStream {

  private final Path path;
  private final FileChannel channel;

  private NewFile(Path path, OpenOption... options) throws IOException {
    this.path = path;
    try {
      this.channel = FileChannel.open(path, options);
    } catch (IOException e) {
      throw Folders.cannotWrite(path, e);
    }
  }

  /** A file that must not be there yet, under any kind of link either. */
  static NewFile create(Path path) throws IOException {
    return new NewFile(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** A file that is written on from its end, or begun; a link is not followed. */
  static NewFile append(Path path) throws IOException {
    return new NewFile(
        path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes, from, count);
    try {
      while (left.hasRemaining()) {
        channel.write(left);
      }
    } catch (IOException e) {
      throw Folders.cannotWrite(path, e);
    }
  }

  /** Writes through to the device. */
  void force() throws IOException {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw Folders.cannotWrite(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } catch (IOException e) {
      throw Folders.cannotWrite(path, e);
    }
  }
}
