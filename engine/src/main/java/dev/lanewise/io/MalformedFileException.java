package dev.lanewise.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A data or model file that cannot be used. The message is one line: the file, the place in it,
 * what is wrong and what was expected.
 */
public final class MalformedFileException extends IOException {

  private static final long serialVersionUID = 1L;
  private static final int MAX_CHARS = 4096; // of a part: as long as a path may be

  /**
   * Composes the line {@code file: place: wrong; expected …}.
   *
   * @param file the file or folder at fault
   * @param place where in it, such as {@code "byte 3073"}; empty for the file as a whole
   * @param wrong what was found
   * @param expected what should have stood there
   */
  public MalformedFileException(Path file, String place, String wrong, String expected) {
    super(
        shown(file.toString())
            + ": "
            + (place.isEmpty() ? "" : shown(place) + ": ")
            + shown(wrong)
            + "; expected "
            + shown(expected));
  }

  /** A text on one line, for it may come from the file: without controls, not too long. */
  private static String shown(String text) {
    StringBuilder line = new StringBuilder();
    for (char c : text.substring(0, Math.min(text.length(), MAX_CHARS)).toCharArray()) {
      line.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : c);
    }
    return line.append(text.length() > MAX_CHARS ? "…" : "").toString();
  }
}
