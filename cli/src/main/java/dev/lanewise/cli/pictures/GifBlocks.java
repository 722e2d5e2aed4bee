package dev.lanewise.cli.pictures;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * The blocks of a GIF file: a screen, then pictures and extensions up to a trailer. ImageIO reads
 * the first picture alone, so that the file is whole is checked here.
 */
final class GifBlocks {

  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final int TRAILER = 0x3b;
  private static final int SCREEN_END = 13;

  private final byte[] file;
  private int at = SCREEN_END;
  private int pictures;

  private GifBlocks(byte[] file) {
    this.file = file;
  }

  static Container inspect(byte[] file) throws IOException {
    return new GifBlocks(file).walk();
  }

  private Container walk() throws IOException {
    at += colourTable(unsigned(10));
    while (unsigned(at) != TRAILER) {
      switch (unsigned(at)) {
        case EXTENSION -> at += 2;
        case IMAGE -> picture();
        default -> throw new IOException("byte " + at + " begins no block of a GIF file");
      }
      skipParts();
    }
    return new Container(Orientation.UPRIGHT, pictures > 1, OptionalInt.empty());
  }

  /** Moves to the data of a picture; the first one must fill the screen. */
  private void picture() throws IOException {
    pictures++;
    boolean fills = unsigned(at + 1) + unsigned(at + 2) + unsigned(at + 3) + unsigned(at + 4) == 0;
    for (int i = 0; i < 4; i++) {
      fills &= unsigned(at + 5 + i) == unsigned(6 + i);
    }
    if (pictures == 1 && !fills) {
      throw new IOException("its first picture does not fill the screen of the GIF file");
    }
    at += 10 + colourTable(unsigned(at + 9)) + 1;
  }

  private void skipParts() throws IOException {
    while (unsigned(at) != 0) {
      at += 1 + unsigned(at);
    }
    at++;
  }

  /** Bytes of the table of colours that the flags tell of. */
  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private int unsigned(int place) throws IOException {
    if (place >= file.length) {
      throw new IOException("the file ends at byte " + file.length + ", before its trailer");
    }
    return Byte.toUnsignedInt(file[place]);
  }
}
