package dev.lanewise.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Finds a line of results whose values were changed after it was written. Each line carries the
 * CRC-32 of its other values: {@code name=value} and a line feed for each that is not empty, sorted
 * by name. So it is the same in CSV and JSON Lines, and neither the order of columns nor blanks
 * count.
 */
final class LineCheck {

  /** The name of the value that holds the check. */
  static final String NAME = "crc32";

  private LineCheck() {}

  /** The check of a line's values, eight hexadecimal digits. */
  static String of(Map<String, String> cells) {
    CRC32 crc = new CRC32();
    new TreeMap<>(cells)
        .forEach((name, value) -> {
          if (!name.equals(NAME) && !value.isEmpty()) {
            crc.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8));
          }
        });
    return "%08x".formatted(crc.getValue());
  }

  /**
   * Checks a line.
   *
   * @throws IllegalArgumentException if it has no check or another one
   */
  static void require(Map<String, String> cells) {
    String found = Optional.ofNullable(cells.get(NAME)).orElse("");
    if (!found.equals(of(cells))) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? NAME + " is missing"
              : "a value was changed: " + NAME + " is " + found + ", not " + of(cells));
    }
  }
}
