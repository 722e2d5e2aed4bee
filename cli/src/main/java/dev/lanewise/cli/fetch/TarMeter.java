package dev.lanewise.cli.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a tar archive, with an end to what its headers and all of it may take. The tar
 * reader holds long names and pax headers in memory, whatever size they tell of.
 */
final class TarMeter extends FilterInputStream {

  /** Bytes of an archive, unpacked: several times those of any known set. */
  static final long MOST_BYTES = 1L << 30;

  /** Bytes of the header of a file; those before it of long names and the like count as its own. */
  static final long MOST_BYTES_A_HEADER = 128 << 10;

  /** Bytes of all headers. */
  static final long MOST_HEADER_BYTES = 16 << 20;

  private long left = MOST_BYTES;
  private long headersLeft = MOST_HEADER_BYTES;
  private long reserved; // of the bytes left those that the header must not take
  private long beforeHeader;

  TarMeter(InputStream in) {
    super(in);
  }

  /** What is read next is a header. */
  void beginHeader() {
    beforeHeader = left;
    reserved = Math.max(0, left - Math.min(headersLeft, MOST_BYTES_A_HEADER));
  }

  /** What is read next is content. */
  void endHeader() {
    headersLeft -= beforeHeader - left;
    reserved = 0;
  }

  private long granted() throws IOException {
    if (left == reserved) {
      throw new IOException(
          reserved > 0
              ? "has a header of more than " + MOST_BYTES_A_HEADER + " bytes, or too many"
              : "has more than " + MOST_BYTES + " bytes");
    }
    return left - reserved;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int count = super.read(into, offset, (int) Math.min(length, granted()));
    left -= Math.max(0, count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(Math.min(count, granted()));
    left -= skipped;
    return skipped;
  }
}
