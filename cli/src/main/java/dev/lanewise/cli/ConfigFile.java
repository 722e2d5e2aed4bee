package dev.lanewise.cli;

import dev.lanewise.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code --config} names: a model, or the text of a configuration.
 *
 * @param isModel whether it is a model, by its name or its content
 * @param text empty for a model
 */
record ConfigFile(boolean isModel, String text) {

  static final String EXPECTED = "a TOML file with lines such as hidden = 100";

  private static final String BYTE_ORDER_MARK = "\ufeff";
  private static final int MOST_BYTES = 1 << 16;
  private static final int LENGTH_BYTES = 8; // of the header, with which a model begins

  /**
   * Reads a file; text may come from a pipe. A byte order mark before the text is skipped.
   *
   * @throws MalformedFileException if it is a folder, too large or not UTF-8
   * @throws IOException if it cannot be read
   */
  static ConfigFile read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new MalformedFileException(file, "", "is a folder", EXPECTED);
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (file.toString().endsWith(".safetensors") || beginsLikeAModel(bytes)) {
      return new ConfigFile(true, "");
    }
    if (bytes.length > MOST_BYTES) {
      throw new MalformedFileException(
          file, "", "has more than " + MOST_BYTES + " bytes", EXPECTED);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new ConfigFile(false, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (CharacterCodingException e) {
      MalformedFileException malformed =
          new MalformedFileException(file, "", "is not text in UTF-8", EXPECTED);
      malformed.initCause(e);
      throw malformed;
    }
  }

  /** The upper bytes of the header's length are 0, which no text has. */
  private static boolean beginsLikeAModel(byte[] bytes) {
    return bytes.length > LENGTH_BYTES && bytes[LENGTH_BYTES - 1] == 0;
  }
}
