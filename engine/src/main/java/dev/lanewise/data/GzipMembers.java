package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The unpacked bytes of a file of gzip members (RFC 1952), one after the other, and nothing else:
 * {@code bgzip}, {@code pigz -i} and {@code cat} make several. The end of the stream is reported
 * only after each checksum, each length and the end of the file have been verified.
 *
 * <p>Not {@link java.util.zip.GZIPInputStream}: it takes junk behind a member for the end without a
 * word, and a second member for the end where the file's bytes come late (JDK-8322256). A file may
 * unpack to 1,032 times its size; the buffers here do not grow with it, so the reader decides when
 * it has seen enough.
 */
final class GzipMembers extends InputStream {

  /** No deflate stream unpacks to more than this many times its size. */
  static final long LARGEST_RATIO = 1032;

  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xe0;

  private final DataFile file;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] packed = new byte[1 << 16];
  private int from; // packed[from .. to) is not consumed yet
  private int to;
  private boolean ended;

  /**
   * Reads the header of {@code file}; the stream owns the file from then on.
   *
   * @throws MalformedFileException if it is not a gzip header
   */
  GzipMembers(DataFile file) throws IOException {
    this.file = file;
    try {
      readHeader();
      inflater.setInput(packed, from, to - from);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    long start = file.position() - (to - from);
    if (nextByte() != 0x1f || nextByte() != 0x8b) {
      throw start == 0
          ? malformed("byte 0", "is not gzip data", "the bytes 1f 8b of a .gz file")
          : malformed(
              "byte " + start,
              "more data behind the end of the gzip data",
              "the end of the file, or another gzip member");
    }
    int method = nextByte();
    if (method != 8) {
      throw malformed(here(-1), "compression method " + method, "8, deflate");
    }
    int flags = nextByte();
    if ((flags & RESERVED) != 0) {
      throw malformed(here(-1), "gzip flags " + flags, "the three highest bits to be 0");
    }
    for (int i = 0; i < 6; i++) {
      nextByte(); // time, extra flags, operating system
    }
    if ((flags & EXTRA) != 0) {
      for (int i = nextShort(); i > 0; i--) {
        nextByte();
      }
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    int check = (int) crc.getValue() & 0xffff;
    if ((flags & HEADER_CRC) != 0 && nextShort() != check) {
      throw malformed(here(-2), "wrong checksum of the gzip header", hex(check));
    }
    crc.reset();
  }

  private void skipText() throws IOException {
    int b;
    do {
      b = nextByte();
    } while (b != 0);
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
      int count = ended ? 0 : inflater.inflate(into, offset, length);
      while (count == 0 && !ended) {
        if (inflater.finished()) {
          readTrailer();
        } else if (inflater.needsInput()) {
          fill();
          inflater.setInput(packed, 0, to);
        } else {
          throw malformed(here(), "needs a preset dictionary", "plain deflate data");
        }
        count = ended ? 0 : inflater.inflate(into, offset, length);
      }
      crc.update(into, offset, count);
      return count == 0 ? -1 : count;
    } catch (DataFormatException e) {
      MalformedFileException malformed =
          malformed(
              here(),
              "damaged deflate data (" + Objects.toString(e.getMessage(), "no detail") + ")",
              "a whole .gz file");
      malformed.initCause(e);
      throw malformed;
    }
  }

  private void readTrailer() throws IOException {
    from = to - inflater.getRemaining();
    long storedCrc = nextInt();
    if (storedCrc != crc.getValue()) {
      throw malformed(
          here(-4), "checksum " + hex(storedCrc), hex(crc.getValue()) + ", the data's CRC-32");
    }
    long storedSize = nextInt();
    long unpacked = inflater.getBytesWritten() & 0xffff_ffffL;
    if (storedSize != unpacked) {
      throw malformed(here(-4), "unpacked length " + storedSize, unpacked + ", as unpacked");
    }
    ended = from == to && !refill();
    if (!ended) {
      crc.reset();
      inflater.reset();
      readHeader();
      inflater.setInput(packed, from, to - from);
    }
  }

  private int nextShort() throws IOException {
    int low = nextByte();
    return low | nextByte() << 8;
  }

  private long nextInt() throws IOException {
    long low = nextShort();
    return low | (long) nextShort() << 16;
  }

  /** The next byte outside the deflate data; in the header it counts for {@link #crc}. */
  private int nextByte() throws IOException {
    if (from == to) {
      fill();
    }
    int b = Byte.toUnsignedInt(packed[from++]);
    if (inflater.getBytesRead() == 0) {
      crc.update(b);
    }
    return b;
  }

  /** Reads the next bytes of the file; whether there are any. */
  private boolean refill() throws IOException {
    from = 0;
    to = Math.max(file.read(packed, 0, packed.length), 0);
    return to > 0;
  }

  private void fill() throws IOException {
    if (!refill()) {
      throw malformed(
          "byte " + file.position(), "ends in the middle of the gzip data", "a whole .gz file");
    }
  }

  private String here() {
    from = to - inflater.getRemaining();
    return here(0);
  }

  private String here(int offset) {
    return "byte " + (file.position() - (to - from) + offset);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private MalformedFileException malformed(String place, String wrong, String expected) {
    return new MalformedFileException(file.path(), place, wrong, expected);
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    file.close();
  }
}
