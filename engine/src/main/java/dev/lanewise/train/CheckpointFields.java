package dev.lanewise.train;

import dev.lanewise.io.MalformedFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Values of the metadata of a checkpoint, each within its bounds. What is refused names the file,
 * the place, what stands there and what was expected. Immutable.
 */
public final class CheckpointFields {

  private final Path file;

  /** Fields of a file, which messages name. */
  public CheckpointFields(Path file) {
    this.file = file;
  }

  /**
   * The parts of a text.
   *
   * @throws MalformedFileException unless there are {@code count}
   */
  public List<String> split(String place, String text, String separator, String what, int count)
      throws MalformedFileException {
    List<String> parts = List.of(text.split(separator, -1));
    require(
        parts.size() == count,
        place,
        "has %d%s".formatted(parts.size(), what),
        "%d%s".formatted(count, what));
    return parts;
  }

  /**
   * A whole number from {@code least} to {@code most}.
   *
   * @throws MalformedFileException if it is none
   */
  public int integer(String place, String text, int least, int most) throws MalformedFileException {
    try {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers out of range
    }
    throw malformed(place, "is " + text, "%d to %d".formatted(least, most));
  }

  /**
   * A finite number from {@code least} on.
   *
   * @throws MalformedFileException if it is none
   */
  public double number(String place, String text, double least) throws MalformedFileException {
    try {
      double value = Double.parseDouble(text);
      if (value >= least && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers out of range
    }
    throw malformed(place, "is " + text, "a number, at least " + least);
  }

  /**
   * An accuracy.
   *
   * @param validates whether there are samples that it is of; it is NaN exactly without
   * @throws MalformedFileException if it is none
   */
  public double accuracy(String place, String text, boolean validates)
      throws MalformedFileException {
    try {
      double value = Double.parseDouble(text);
      if (validates ? value >= 0 && value <= 1 : Double.isNaN(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers that no accuracy can be
    }
    throw malformed(place, "is " + text, validates ? "0 to 1" : "NaN, without validation");
  }

  /**
   * A loss, or a loss with a minus.
   *
   * @param validates whether there are samples that it is of; it is NaN exactly without
   * @throws MalformedFileException if it is none
   */
  public double loss(String place, String text, boolean validates) throws MalformedFileException {
    try {
      double value = Double.parseDouble(text);
      if (validates ? Double.isFinite(value) : Double.isNaN(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below, with the numbers that no loss can be
    }
    throw malformed(place, "is " + text, validates ? "a number" : "NaN, without validation");
  }

  /**
   * Demands something.
   *
   * @throws MalformedFileException unless it holds
   */
  public void require(boolean holds, String place, String wrong, String expected)
      throws MalformedFileException {
    if (!holds) {
      throw malformed(place, wrong, expected);
    }
  }

  /** The refusal of what stands at a place. */
  public MalformedFileException malformed(String place, String wrong, String expected) {
    return new MalformedFileException(file, place, wrong, expected + "; nothing was changed");
  }
}
