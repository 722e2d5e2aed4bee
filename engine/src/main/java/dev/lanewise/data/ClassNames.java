package dev.lanewise.data;

import dev.lanewise.io.MalformedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A text file with the name of a class in each line, class 0 first; UTF-8, blank lines at its end.
 */
final class ClassNames {

  private static final int MOST_BYTES = 1 << 16;

  private ClassNames() {}

  /**
   * Reads the names.
   *
   * @throws MalformedFileException if the file is larger than 64 KiB, not UTF-8, or without a name,
   *     or if a line is blank before the last name, repeats a name or has a control character
   */
  static List<String> read(Path path) throws IOException {
    Set<String> seen = new HashSet<>();
    List<String> names = new ArrayList<>();
    List<String> lines = text(path).stripTrailing().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String name = lines.get(i).strip();
      String place = "line " + (i + 1);
      if (name.isEmpty()) {
        throw new MalformedFileException(path, place, "is blank", "the name of class " + i);
      }
      if (name.chars().anyMatch(Character::isISOControl)) {
        throw new MalformedFileException(path, place, "has a control character", "plain text");
      }
      if (!seen.add(ClassMatch.key(name))) {
        throw new MalformedFileException(
            path, place, "repeats the name " + name, "a name of its own for each class");
      }
      names.add(name);
    }
    if (names.isEmpty()) {
      throw new MalformedFileException(
          path, "", "has no names", "the name of a class in each line");
    }
    return names;
  }

  private static String text(Path path) throws IOException {
    try (DataFile file = DataFile.open(path)) {
      byte[] bytes = file.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new MalformedFileException(
            path, "", "is longer than " + MOST_BYTES + " bytes", "a class name in each line");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      MalformedFileException malformed =
          new MalformedFileException(path, "", "is not UTF-8", "a class name in each line");
      malformed.initCause(e);
      throw malformed;
    }
  }
}
