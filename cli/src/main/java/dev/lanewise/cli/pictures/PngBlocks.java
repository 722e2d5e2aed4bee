package dev.lanewise.cli.pictures;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file: length, type, data, CRC. ImageIO compares no CRC and misses no end, so
 * both are checked here.
 */
final class PngBlocks {

  private static final int SIGNATURE = 8;
  private static final int AROUND_DATA = 12; // length, type and CRC
  private static final int BIT_DEPTH = 8; // where it is in the data of IHDR, before the colour type

  private static final int GREY = 0; // a colour type

  private PngBlocks() {}

  static Container inspect(byte[] file) throws IOException {
    Orientation orientation = Orientation.UPRIGHT;
    boolean animated = false;
    int greyBits = 0; // 0 for colours
    OptionalInt transparentGrey = OptionalInt.empty();
    int at = SIGNATURE;
    while (true) {
      byte[] data = checked(file, at);
      switch (type(file, at)) {
        case "IHDR" -> greyBits = data.length > 9 && data[9] == GREY ? data[BIT_DEPTH] : 0;
        case "eXIf" -> orientation = Orientation.of(data);
        case "acTL" -> animated = true;
        case "tRNS" -> {
          if (greyBits > 0 && greyBits < Byte.SIZE && data.length == Short.BYTES) {
            int scale = 0xff / ((1 << greyBits) - 1);
            transparentGrey = OptionalInt.of(ByteBuffer.wrap(data).getShort() * scale);
          }
        }
        case "IEND" -> {
          return new Container(orientation, animated, transparentGrey);
        }
        default -> {}
      }
      at += AROUND_DATA + data.length;
    }
  }

  private static String type(byte[] file, int at) {
    return new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
  }

  /** The data of the chunk at a place, its CRC compared. */
  private static byte[] checked(byte[] file, int at) throws IOException {
    int left = file.length - at - AROUND_DATA;
    if (left < 0) {
      throw new IOException("the file ends at byte " + file.length + ", before its last chunk");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int length = bytes.getInt(at);
    String type = type(file, at);
    if (length < 0 || length > left) {
      throw new IOException("the file ends within chunk " + type + " at byte " + at);
    }
    CRC32 crc = new CRC32();
    crc.update(file, at + 4, length + 4);
    if ((int) crc.getValue() != bytes.getInt(at + 8 + length)) {
      throw new IOException("the checksum of chunk " + type + " at byte " + at + " is wrong");
    }
    byte[] data = new byte[length];
    bytes.get(at + 8, data);
    return data;
  }
}
