package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/**
 * One IDX file of unsigned bytes (LeCun's format, as of MNIST): the bytes 0, 0, 8 and the number of
 * dimensions, each dimension as a big-endian uint32, then the values, the last dimension fastest.
 * Plain, or packed with gzip where the name ends in {@code .gz}.
 */
final class IdxFile implements AutoCloseable {

  private static final int UNSIGNED_BYTE = 0x08;
  private static final int IMAGE_DIMENSIONS = 3;
  private static final int LABEL_DIMENSIONS = 1;
  private static final int BLOCK = 1 << 16;

  private final DataFile file;
  private final boolean packed;
  private final InputStream in;
  private long position; // of the next byte in the unpacked data

  private IdxFile(Path path) throws IOException {
    file = DataFile.open(path);
    packed = isPacked(path);
    in = packed ? new GzipMembers(file) : file;
  }

  /** What a file of images holds: (N, height · width) and the shape of each. */
  record Images(Pixels pixels, ImageShape shape) {}

  /** Reads images. */
  static Images images(Path path, Workspace workspace) throws IOException {
    try (IdxFile idx = new IdxFile(path)) {
      long[] dimensions = idx.header(IMAGE_DIMENSIONS);
      ImageShape shape = new ImageShape((int) dimensions[1], (int) dimensions[2], ImageShape.GREY);
      Pixels pixels = workspace.pixels((int) dimensions[0], shape.inputs());
      idx.readInto(pixels.segment());
      return new Images(pixels, shape);
    }
  }

  /** Reads labels, (N,), each 0 to 255. */
  static Labels labels(Path path, Workspace workspace) throws IOException {
    try (IdxFile idx = new IdxFile(path)) {
      int size = (int) idx.header(LABEL_DIMENSIONS)[0];
      Labels labels = workspace.labels(size);
      byte[] block = new byte[Math.min(BLOCK, size)];
      for (int done = 0; done < size; ) {
        int count = Math.min(block.length, size - done);
        idx.fill(block, count, size + " labels");
        for (int i = 0; i < count; i++, done++) {
          labels.set(done, Byte.toUnsignedInt(block[i]));
        }
      }
      idx.expectEnd();
      return labels;
    }
  }

  /** The place of label {@code i} in the file at {@code path}, for messages. */
  static String placeOfLabel(Path path, int i) {
    return place(isPacked(path), headerBytes(LABEL_DIMENSIONS) + i);
  }

  /** The place of the number of samples in the file at {@code path}, for messages. */
  static String placeOfCount(Path path) {
    return place(isPacked(path), headerBytes(0));
  }

  /** The place of the height in the file of images at {@code path}, for messages. */
  static String placeOfImageSize(Path path) {
    return place(isPacked(path), headerBytes(1));
  }

  private static boolean isPacked(Path path) {
    return path.toString().endsWith(".gz");
  }

  private static long headerBytes(int dimensions) {
    return Integer.BYTES + (long) dimensions * Integer.BYTES;
  }

  /** Reads and checks magic number and dimensions, so that their product is the size to come. */
  private long[] header(int expectedDimensions) throws IOException {
    byte[] magic = new byte[Integer.BYTES];
    String whole = "a header of " + headerBytes(expectedDimensions) + " bytes";
    fill(magic, magic.length, whole);
    checkMagic(magic, expectedDimensions);
    long[] dimensions = new long[expectedDimensions];
    for (int d = 0; d < expectedDimensions; d++) {
      byte[] four = new byte[Integer.BYTES];
      fill(four, four.length, whole);
      for (byte b : four) {
        dimensions[d] = dimensions[d] << 8 | Byte.toUnsignedLong(b);
      }
      if (dimensions[d] == 0) {
        throw malformed(headerBytes(d), "dimension " + d + " is 0", "at least 1");
      }
    }
    checkSize(dimensions);
    return dimensions;
  }

  private void checkMagic(byte[] magic, int expectedDimensions) throws MalformedFileException {
    int[] expected = {0, 0, UNSIGNED_BYTE, expectedDimensions};
    String kind = expectedDimensions == IMAGE_DIMENSIONS ? "images" : "labels";
    for (int i = 0; i < magic.length; i++) {
      int b = Byte.toUnsignedInt(magic[i]);
      if (b == expected[i]) {
        continue;
      }
      String wrong =
          switch (i) {
            case 2 -> "element type 0x%02x".formatted(b);
            case 3 -> b + " dimensions" + (b == LABEL_DIMENSIONS ? ", a file of labels" : "");
            default -> "0x%02x, not an IDX file".formatted(b);
          };
      throw malformed(
          i,
          wrong,
          "0x%02x of the magic number 0x%08x of %s"
              .formatted(expected[i], UNSIGNED_BYTE << 8 | expectedDimensions, kind));
    }
  }

  /**
   * Checks that the values told fit into arrays and into the file: exactly, or by the most that
   * deflate can unpack to. Only then may memory be asked for.
   */
  private void checkSize(long[] dimensions) throws MalformedFileException {
    long total = dimensions[0];
    boolean tooMany = total > Integer.MAX_VALUE;
    long columns = 1;
    for (int d = 1; d < dimensions.length && !tooMany; d++) {
      tooMany = dimensions[d] > Integer.MAX_VALUE / columns;
      columns *= dimensions[d];
    }
    if (tooMany) {
      throw malformed(
          Integer.BYTES,
          "dimensions " + text(dimensions),
          "at most " + Integer.MAX_VALUE + " samples of at most as many bytes");
    }
    total *= columns;
    long header = headerBytes(dimensions.length);
    if (!packed && file.size() != header + total) {
      throw malformed(
          Integer.BYTES,
          "dimensions %s in a file of %d bytes".formatted(text(dimensions), file.size()),
          header + total + " bytes");
    }
    if (packed && (header + total) / GzipMembers.LARGEST_RATIO > file.size()) {
      throw malformed(
          Integer.BYTES,
          "dimensions %s in a .gz file of %d bytes".formatted(text(dimensions), file.size()),
          "at most " + GzipMembers.LARGEST_RATIO + " times the file's size");
    }
  }

  private static String text(long[] dimensions) {
    StringBuilder text = new StringBuilder().append(dimensions[0]);
    for (int d = 1; d < dimensions.length; d++) {
      text.append(" x ").append(dimensions[d]);
    }
    return text.toString();
  }

  private void readInto(MemorySegment values) throws IOException {
    long size = values.byteSize();
    byte[] block = new byte[(int) Math.min(BLOCK, size)];
    for (long done = 0; done < size; ) {
      int count = (int) Math.min(block.length, size - done);
      fill(block, count, size + " bytes of pixels");
      MemorySegment.copy(block, 0, values, ValueLayout.JAVA_BYTE, done, count);
      done += count;
    }
    expectEnd();
  }

  private void fill(byte[] block, int count, String whole) throws IOException {
    int got = in.readNBytes(block, 0, count);
    position += got;
    if (got < count) {
      throw malformed(position, "the data ends", whole);
    }
  }

  private void expectEnd() throws IOException {
    if (in.read() >= 0) {
      throw malformed(position, "more data than the dimensions tell of", "the end of the data");
    }
  }

  private MalformedFileException malformed(long position, String wrong, String expected) {
    return new MalformedFileException(file.path(), place(packed, position), wrong, expected);
  }

  private static String place(boolean packed, long position) {
    return (packed ? "unpacked byte " : "byte ") + position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
