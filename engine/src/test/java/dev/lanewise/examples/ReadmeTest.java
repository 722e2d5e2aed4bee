package dev.lanewise.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The program that the README shows is the one that is compiled and run here. */
class ReadmeTest {

  private static final Path EXAMPLE =
      Path.of("src/test/java/dev/lanewise/examples/EmbeddingExample.java");

  @Test
  void theReadmeShowsTheExample() throws IOException {
    String example = Files.readString(EXAMPLE);
    String body = example.substring(example.indexOf("    try ("), example.lastIndexOf("  }\n}"));
    String readme = Files.readString(Path.of("../README.md"));
    assertTrue(readme.contains("```java\n" + body.stripTrailing().stripIndent() + "\n```"), body);
  }
}
