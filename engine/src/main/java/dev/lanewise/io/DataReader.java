package dev.lanewise.io;

import dev.lanewise.memory.Matrix;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads the bytes of a tensor file from front to back, adding the data to the checksum. */
final class DataReader {

  private final Path file;
  private final FileChannel channel;
  private final byte[] buffer;
  private final MemorySegment floats;

  /**
   * A reader from the channel's position on.
   *
   * @param file named in messages
   * @param bufferBytes size of the buffer, a multiple of 4
   */
  DataReader(Path file, FileChannel channel, int bufferBytes) {
    this.file = file;
    this.channel = channel;
    this.buffer = new byte[bufferBytes];
    this.floats = MemorySegment.ofArray(buffer);
  }

  /** Reads bytes, not added to any checksum. */
  byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    fill(bytes, count);
    return bytes;
  }

  /** Reads a matrix stored row-major without padding. Modified: matrix. */
  void read(Matrix matrix, Checksum checksum) throws IOException {
    long left = (long) matrix.rows() * matrix.columns() * Float.BYTES; // in the file
    int from = 0;
    int to = 0;
    int rows = left == 0 ? 0 : matrix.rows(); // 2^31 - 1 rows without a column are no work
    for (int row = 0; row < rows; row++) {
      long at = matrix.rowOffset(row);
      long end = at + (long) matrix.columns() * Float.BYTES;
      while (at < end) {
        if (from == to) {
          from = 0;
          to = next(left, checksum);
          left -= to;
        }
        int bytes = (int) Math.min(end - at, to - from);
        MemorySegment.copy(
            floats,
            DataWriter.FILE_FLOAT,
            from,
            matrix.segment(),
            Matrix.FLOAT,
            at,
            bytes / Float.BYTES);
        from += bytes;
        at += bytes;
      }
    }
  }

  /** Reads past {@code count} bytes. */
  void skip(long count, Checksum checksum) throws IOException {
    for (long left = count; left > 0; ) {
      left -= next(left, checksum);
    }
  }

  private int next(long left, Checksum checksum) throws IOException {
    int count = (int) Math.min(left, buffer.length);
    fill(buffer, count);
    checksum.add(buffer, 0, count);
    return count;
  }

  private void fill(byte[] target, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(target, 0, count);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new MalformedFileException(
            file,
            "byte " + channel.position(),
            "the file ends, shortened while it was read",
            bytes.remaining() + " bytes more");
      }
    }
  }
}
