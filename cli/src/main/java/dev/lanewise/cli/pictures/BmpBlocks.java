package dev.lanewise.cli.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The header of a BMP file: it tells the file's size, which ImageIO does not compare. */
final class BmpBlocks {

  private static final int SIZE = 2; // where it is

  private BmpBlocks() {}

  static Container inspect(byte[] file) throws IOException {
    if (file.length >= SIZE + Integer.BYTES) {
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      long told = Integer.toUnsignedLong(bytes.getInt(SIZE));
      if (file.length < told) {
        throw new IOException(
            "the file ends at byte %d, its header tells of %d".formatted(file.length, told));
      }
    }
    return Container.PLAIN;
  }
}
