package dev.lanewise.cli.pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The EXIF tag Orientation, 1 to 8 in this order: how the stored picture is to be turned. */
enum Orientation {
  UPRIGHT,
  MIRRORED,
  TURNED_180,
  MIRRORED_180,
  TRANSPOSED,
  TURNED_90,
  TRANSVERSED,
  TURNED_270;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;

  /** The orientation in an EXIF block, a TIFF header and its entries; upright if it tells none. */
  static Orientation of(byte[] exif) {
    ByteBuffer block = ByteBuffer.wrap(exif);
    if (exif.length < 8) {
      return UPRIGHT;
    }
    block.order(exif[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int entries = block.getInt(4);
    if (entries < 0 || entries > exif.length - 2) {
      return UPRIGHT;
    }
    int end = entries + 2 + ENTRY * Short.toUnsignedInt(block.getShort(entries));
    for (int at = entries + 2; at + ENTRY <= Math.min(end, exif.length); at += ENTRY) {
      if (block.getShort(at) == TAG && block.getShort(at + 2) == SHORT) {
        int value = Short.toUnsignedInt(block.getShort(at + 8));
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  /** Whether rows become columns. */
  boolean swapsSides() {
    return switch (this) {
      case UPRIGHT, MIRRORED, TURNED_180, MIRRORED_180 -> false;
      case TRANSPOSED, TURNED_90, TRANSVERSED, TURNED_270 -> true;
    };
  }

  /** The picture as it is to be seen. */
  Picture turn(Picture stored) {
    int width = swapsSides() ? stored.height() : stored.width();
    int height = swapsSides() ? stored.width() : stored.height();
    int[] argb = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        argb[y * width + x] = pixel(stored, x, y);
      }
    }
    return new Picture(width, height, argb);
  }

  private int pixel(Picture stored, int x, int y) {
    int right = stored.width() - 1;
    int bottom = stored.height() - 1;
    return switch (this) {
      case UPRIGHT -> stored.pixel(x, y);
      case MIRRORED -> stored.pixel(right - x, y);
      case TURNED_180 -> stored.pixel(right - x, bottom - y);
      case MIRRORED_180 -> stored.pixel(x, bottom - y);
      case TRANSPOSED -> stored.pixel(y, x);
      case TURNED_90 -> stored.pixel(y, bottom - x);
      case TRANSVERSED -> stored.pixel(right - y, bottom - x);
      case TURNED_270 -> stored.pixel(right - y, x);
    };
  }
}
