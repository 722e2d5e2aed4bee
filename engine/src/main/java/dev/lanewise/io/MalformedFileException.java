package dev.lanewise.io;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A data or model file that cannot be used. The message is one line: the file, the place in it,
 * what is wrong and what was expected.
 */
public final class MalformedFileException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Composes the line {@code file: place: wrong; expected …}.
   *
   * @param file the file or folder at fault
   * @param place where in it, such as {@code "byte 3073"}; empty for the file as a whole
   * @param wrong what was found
   * @param expected what should have stood there
   */
  public MalformedFileException(Path file, String place, String wrong, String expected) {
    super(file + ": " + (place.isEmpty() ? "" : place + ": ") + wrong + "; expected " + expected);
  }
}
