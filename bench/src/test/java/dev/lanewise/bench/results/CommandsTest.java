package dev.lanewise.bench.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code diff} and {@code render} on a copy of the record. */
class CommandsTest {

  private static final Path RECORD = Path.of("results");
  private static final String WHOLE = "20261123-103301-37716de";
  private static final String AVX2 = "20261123-110457-8a919ef";
  private static final String STEPS = "20261123-141636-b701e3f";

  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    for (String run : new String[] {WHOLE, AVX2, STEPS}) {
      Files.copy(RECORD.resolve(run + ".jsonl"), folder.resolve(run + ".jsonl"));
    }
  }

  /** Runs a command without an error or a warning, and returns what it prints. */
  private static String printed(Object command, String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    try (PrintStream toText = new PrintStream(text, true, StandardCharsets.UTF_8);
        PrintStream toErrors = new PrintStream(errors, true, StandardCharsets.UTF_8)) {
      System.setOut(toText);
      System.setErr(toErrors);
      assertEquals(0, new CommandLine(command).execute(arguments));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertEquals("", errors.toString(StandardCharsets.UTF_8));
    return text.toString(StandardCharsets.UTF_8);
  }

  private String diff(String before, String after) {
    return printed(new DiffCommand(), "--results", folder.toString(), before, after);
  }

  @Test
  void help() {
    String text = printed(new DiffCommand(), "--help");
    assertTrue(text.contains("over 2 % and"), text);
    assertTrue(printed(new RenderCommand(), "--help").contains("README.md"));
  }

  @Test
  void aRunDoesNotDifferFromItself() {
    assertEquals("faster: 0\nslower: 0\nwithin the noise: 70\n", diff(WHOLE, WHOLE));
  }

  @Test
  void whatCannotBeComparedIsSaid() {
    assertTrue(diff(WHOLE, AVX2).startsWith("Two settings of the JVM, '' and '-XX:UseAVX=2'"));
    assertEquals("Nothing was measured in both.\n", diff(WHOLE, STEPS));
  }

  /** Of the latest run of the whole set, not of a later one of a few shapes. */
  @Test
  void render() throws IOException {
    printed(new RenderCommand(), "--results", folder.toString());
    String page = Files.readString(folder.resolve("README.md"));
    assertTrue(page.contains("commit 37716de"), page);
    assertTrue(page.contains("| square-64 |"), page);
    for (String picture : new String[] {"peers.svg", "history-1.svg", "history-2.svg"}) {
      assertTrue(page.contains("(" + picture + ")"), picture);
      assertTrue(Files.readString(folder.resolve(picture)).endsWith("</svg>\n"), picture);
    }
    printed(new RenderCommand(), "--results", folder.toString(), "--run", "b701e3f");
    page = Files.readString(folder.resolve("README.md"));
    assertTrue(page.contains("| 100, 50 | 363,476 |"), page);
  }
}
