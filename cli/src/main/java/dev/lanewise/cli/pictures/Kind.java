package dev.lanewise.cli.pictures;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of picture files that are read, known by their first bytes. */
enum Kind {
  PNG("\u0089PNG\r\n\u001a\n"),
  JPEG("\u00ff\u00d8\u00ff"),
  GIF("GIF8"),
  BMP("BM");

  private final String signature; // a character a byte

  Kind(String signature) {
    this.signature = signature;
  }

  /** The kind of a file's content; empty for any other. */
  static Optional<Kind> of(byte[] file) {
    return Arrays.stream(values()).filter(kind -> kind.begins(file)).findFirst();
  }

  private boolean begins(byte[] file) {
    int length = Math.min(file.length, signature.length());
    return new String(file, 0, length, StandardCharsets.ISO_8859_1).equals(signature);
  }

  /**
   * Looks through the blocks of a file of this kind.
   *
   * @throws IOException if the file is cut off or damaged where ImageIO would not say so
   */
  Container inspect(byte[] file) throws IOException {
    return switch (this) {
      case PNG -> PngBlocks.inspect(file);
      case JPEG -> JpegBlocks.inspect(file);
      case GIF -> GifBlocks.inspect(file);
      case BMP -> BmpBlocks.inspect(file);
    };
  }
}
