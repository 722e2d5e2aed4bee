package dev.lanewise.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The launcher names classes of the vector kernels in options of the compiler. A class that has
 * been renamed would be compiled late, and nothing else would tell.
 */
class LauncherOptionsTest {

  private static final Path LAUNCHER = Path.of("..", "lanewise");
  private static final Path KERNELS = Path.of("src/main/java/dev/lanewise/kernels/vector");
  private static final Pattern NAME = Pattern.compile("\\$(?:early|vector)\\.(\\w+?)_?\\*?::");

  @Test
  void namedClassesAreThere() throws IOException {
    List<String> names =
        NAME.matcher(Files.readString(LAUNCHER)).results().map(match -> match.group(1)).toList();
    assertTrue(names.size() >= 5, "found " + names);
    List<String> missing =
        names.stream()
            .filter(name -> !Files.exists(KERNELS.resolve(name + ".java")))
            .distinct()
            .toList();
    assertEquals(List.of(), missing);
  }
}
