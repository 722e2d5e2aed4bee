package dev.lanewise.cli.pictures;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/** The segments before the pixels of a JPEG file, of which one may hold EXIF data. */
final class JpegBlocks {

  private static final int START_OF_SCAN = 0xda;
  private static final int APP1 = 0xe1;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);

  private JpegBlocks() {}

  /** Looks for the orientation; what is damaged is left to ImageIO, which says so. */
  static Container inspect(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    int at = 2;
    while (at + 4 <= file.length && file[at] == (byte) 0xff) {
      int marker = Byte.toUnsignedInt(file[at + 1]);
      if (marker == 0xff) { // a fill byte
        at++;
        continue;
      }
      int end = at + 2 + Short.toUnsignedInt(bytes.getShort(at + 2));
      if (marker == START_OF_SCAN || end > file.length) {
        break;
      }
      int data = at + 4 + EXIF.length;
      if (marker == APP1
          && data <= end
          && Arrays.equals(EXIF, Arrays.copyOfRange(file, at + 4, data))) {
        Orientation orientation = Orientation.of(Arrays.copyOfRange(file, data, end));
        return new Container(orientation, false, OptionalInt.empty());
      }
      at = end;
    }
    return Container.PLAIN;
  }
}
