package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Writes the bytes of a tensor file through a buffer, adding each to the checksum. */
final class DataWriter {

  /** One float in a file. */
  static final ValueLayout.OfFloat FILE_FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final FileChannel channel;
  private final Checksum checksum;
  private final byte[] buffer;
  private final MemorySegment floats;
  private int filled;

  /**
   * A writer from the channel's position on.
   *
   * @param bufferBytes size of the buffer, a multiple of 4
   */
  DataWriter(FileChannel channel, Checksum checksum, int bufferBytes) {
    this.channel = channel;
    this.checksum = checksum;
    this.buffer = new byte[bufferBytes];
    this.floats = MemorySegment.ofArray(buffer);
  }

  /** Writes bytes as they are. */
  void write(byte[] bytes) throws IOException {
    flush();
    checksum.add(bytes, 0, bytes.length);
    writeFully(channel, ByteBuffer.wrap(bytes));
  }

  /** Writes the elements of a matrix row-major, without padding. */
  void write(Matrix matrix) throws IOException {
    int rows = matrix.columns() == 0 ? 0 : matrix.rows(); // as in DataReader
    for (int row = 0; row < rows; row++) {
      long at = matrix.rowOffset(row);
      long end = at + (long) matrix.columns() * Float.BYTES;
      while (at < end) {
        if (filled == buffer.length) {
          flush();
        }
        long bytes = Math.min(end - at, buffer.length - filled);
        MemorySegment.copy(
            matrix.segment(), Matrix.FLOAT, at, floats, FILE_FLOAT, filled, bytes / Float.BYTES);
        filled += (int) bytes;
        at += bytes;
      }
    }
  }

  /** Hands the buffer to the channel. */
  void flush() throws IOException {
    checksum.add(buffer, 0, filled);
    writeFully(channel, ByteBuffer.wrap(buffer, 0, filled));
    filled = 0;
  }

  /** Overwrites bytes that were flushed before; the checksum does not notice. */
  void patch(long position, byte[] bytes) throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes);
    while (source.hasRemaining()) {
      channel.write(source, position + source.position());
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
