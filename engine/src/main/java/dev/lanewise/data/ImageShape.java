package dev.lanewise.data;

/**
 * How the inputs of a sample form an image: {@code channels} planes, one after the other, each of
 * {@code height} rows of {@code width} values. One channel is grey; three are red, green and blue.
 *
 * @param height rows of a plane, at least 1
 * @param width values in a row, at least 1
 * @param channels planes, at least 1
 */
public record ImageShape(int height, int width, int channels) {

  /** Planes of a grey image. */
  public static final int GREY = 1;

  /** Planes of a colour image: red, green and blue. */
  public static final int RGB = 3;

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if one is below 1, or if there are more values than an int
   *     counts
   */
  public ImageShape {
    boolean positive = height > 0 && width > 0 && channels > 0;
    if (!positive || (long) height * width > Integer.MAX_VALUE / channels) {
      throw new IllegalArgumentException(
          "an image of height %d, width %d and %d channels".formatted(height, width, channels));
    }
  }

  /** Number of values, D. */
  public int inputs() {
    return height * width * channels;
  }

  /** For messages, with the width first as pictures have it: {@code 28 x 28 pixels, grey}. */
  @Override
  public String toString() {
    String kind =
        switch (channels) {
          case GREY -> "grey";
          case RGB -> "colour";
          default -> channels + " channels";
        };
    return "%d x %d pixels, %s".formatted(width, height, kind);
  }
}
