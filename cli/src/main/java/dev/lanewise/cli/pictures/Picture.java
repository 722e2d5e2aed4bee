package dev.lanewise.cli.pictures;

import java.util.Arrays;

/** The pixels of a picture, 8 bits for alpha, red, green and blue, row by row. */
final class Picture {

  private static final int OPAQUE = 0xff;

  private final int width;
  private final int height;
  private final int[] argb; // (height · width), alpha in the upper byte

  /** Takes the array as it is. */
  Picture(int width, int height, int[] argb) {
    this.width = width;
    this.height = height;
    this.argb = argb;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** The pixels row by row, alpha in the upper byte; not to be changed. */
  int[] argb() {
    return argb;
  }

  int pixel(int x, int y) {
    return argb[y * width + x];
  }

  /** Whether something of a background shows through. */
  boolean transparent() {
    return Arrays.stream(argb).anyMatch(pixel -> pixel >>> 24 != OPAQUE);
  }

  /** Whether a pixel is not grey. */
  boolean coloured() {
    return Arrays.stream(argb)
        .anyMatch(p -> channel(p, 0) != channel(p, 1) || channel(p, 1) != channel(p, 2));
  }

  /** Whether all pixels are the same. */
  boolean uniform() {
    return Arrays.stream(argb).allMatch(pixel -> pixel == argb[0]);
  }

  /** The picture in front of a background: {@code c·a + b·(1 - a)}, rounded, for each channel. */
  Picture on(Background background) {
    return new Picture(
        width, height, Arrays.stream(argb).map(p -> composite(p, background.rgb())).toArray());
  }

  private static int composite(int pixel, int background) {
    int alpha = pixel >>> 24;
    int opaque = OPAQUE;
    for (int c = 0; c < 3; c++) {
      int sum = channel(pixel, c) * alpha + channel(background, c) * (OPAQUE - alpha);
      opaque = (opaque << 8) | (sum + OPAQUE / 2) / OPAQUE;
    }
    return opaque;
  }

  /** Red, green or blue of a pixel: channel 0, 1 or 2. */
  static int channel(int pixel, int c) {
    return (pixel >> (16 - 8 * c)) & 0xff;
  }

  /** The luma of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B in 16 bits, rounded. */
  static int luma(int pixel) {
    int sum = 19595 * channel(pixel, 0) + 38470 * channel(pixel, 1) + 7471 * channel(pixel, 2);
    return (sum + (1 << 15)) >> 16;
  }
}
