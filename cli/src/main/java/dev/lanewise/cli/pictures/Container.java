package dev.lanewise.cli.pictures;

import java.util.OptionalInt;

/**
 * What the blocks of a picture file tell besides the pixels.
 *
 * @param orientation how the picture is to be turned
 * @param animated whether there are more pictures than the first
 * @param transparentGrey the grey value, scaled to 8 bits, that a PNG file of fewer bits declares
 *     transparent; ImageIO compares scaled pixels with the value as it is stored
 */
record Container(Orientation orientation, boolean animated, OptionalInt transparentGrey) {

  /** A single upright picture. */
  static final Container PLAIN = new Container(Orientation.UPRIGHT, false, OptionalInt.empty());
}
