package dev.lanewise.cli.pictures;

import dev.lanewise.data.ImageShape;
import java.util.Locale;

/**
 * What is seen behind transparent pixels.
 *
 * @param rgb red, green and blue, 8 bits each
 */
public record Background(int rgb) {

  private static final Background BLACK = new Background(0);
  private static final Background WHITE = new Background(0xffffff);

  /**
   * The background of a typed value: {@code black}, {@code white} or {@code #rrggbb}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static Background of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.equals("black")) {
      return BLACK;
    }
    if (lower.equals("white")) {
      return WHITE;
    }
    if (lower.matches("#[0-9a-f]{6}")) {
      return new Background(Integer.parseInt(lower.substring(1), 16));
    }
    throw new IllegalArgumentException("expected black, white or #rrggbb");
  }

  /**
   * What is taken when nothing is typed: black where the model takes grey, as MNIST and its like
   * are drawn; white where it takes colours, as viewers and browsers show a picture.
   */
  static Background usualFor(ImageShape shape) {
    return shape.channels() == ImageShape.GREY ? BLACK : WHITE;
  }

  @Override
  public String toString() {
    return equals(BLACK) ? "black" : equals(WHITE) ? "white" : "#%06x".formatted(rgb);
  }
}
